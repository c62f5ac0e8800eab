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
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close it.
  const cancelled = new Promise<null>((resolve) => prompt.once('close', () => resolve(null)));
  try {
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), cancelled]);
    if (answer === null) throw new CliFailure(`Cancelled. ${otherwise}`, { exitCode: 130 });
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliFailure(otherwise);
  } finally {
    prompt.close();
  }
}
