/** A question with yes or no. Only a clear yes is one. */

import { createInterface } from 'node:readline/promises';
import { CliFailure } from '../failure.ts';

/** Throws `CliFailure` where there is no terminal to ask on; `option` is what says yes beforehand. */
export async function confirm(question: string, option: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CliFailure('This needs a yes, and there is no terminal to ask on.', {
      exitCode: 2,
      advice: `Say yes beforehand with \`${option}\`.`,
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const cancelled = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), cancelled]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
