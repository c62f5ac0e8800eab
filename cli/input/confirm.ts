/** A question with yes or no. Only a clear yes is one. */

import { createInterface } from 'node:readline/promises';
import { CliFailure } from '../failure.ts';

/**
 * Resolves after a yes. Throws `CliFailure` for anything else, with `otherwise` for what was left undone; likewise where there
 * is no terminal to ask on: `option` is what says yes beforehand.
 */
export async function requireYes(question: string, option: string, otherwise: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CliFailure(`This needs a yes, and there is no terminal to ask on. ${otherwise}`, {
      exitCode: 2,
      advice: `Say yes beforehand with \`${option}\`.`,
    });
  }
  const answer = await ask(question);
  if (answer === null) throw new CliFailure(`Cancelled. ${otherwise}`, { exitCode: 130 });
  if (!answer) throw new CliFailure(otherwise);
}

/** For what may be left undone while the rest goes on; only where there is a terminal. Ctrl-C is a no. */
export async function saysYes(question: string): Promise<boolean> {
  return (await ask(question)) === true;
}

/** null: cancelled. */
async function ask(question: string): Promise<boolean | null> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it.
  const cancelled = new Promise<null>((resolve) => prompt.once('close', () => resolve(null)));
  try {
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), cancelled]);
    return answer === null ? null : /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
