/** Asks for a secret without showing it. Secrets never come as arguments, where every user of the machine can read them. */

import { CliFailure } from '../failure.ts';

const control = { cancel: '\u0003', end: '\u0004', backspace: '\u007f', delete: '\b' };

/** From the terminal. Throws `CliFailure` where there is none, with `advice` on how else to give it. */
export async function promptHidden(question: string, advice: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw new CliFailure(`${question} is needed, and there is no terminal to ask on.`, { exitCode: 2, advice });
  // A question before this one has paused the terminal, and Node does that a turn later.
  await new Promise((resolve) => setImmediate(resolve));
  // Before the question is on the screen: whoever answers at once is not to be shown either.
  stdin.setRawMode(true);
  try {
    stderr.write(`${question} (not shown): `);
    return await readLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** By events: an iterator would wait for ever on an input that an earlier question left paused. */
function readLine(stdin: NodeJS.ReadStream): Promise<string> {
  let typed = '';
  stdin.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    const leave = () => {
      stdin.off('data', take);
      stdin.off('end', ended);
    };
    const ended = () => {
      leave();
      resolve(typed);
    };
    const take = (chunk: string | Buffer) => {
      // Terminals that paste wrap it in these marks.
      for (const character of String(chunk).replaceAll(/\x1b\[20[01]~/g, '')) {
        if (character === control.cancel) {
          leave();
          return reject(new CliFailure('Cancelled.', { exitCode: 130 }));
        }
        if (character === '\r' || character === '\n' || character === control.end) return ended();
        if (character === control.backspace || character === control.delete) typed = [...typed].slice(0, -1).join('');
        else typed += character;
      }
    };
    stdin.on('data', take);
    stdin.once('end', ended);
    stdin.resume();
  });
}
