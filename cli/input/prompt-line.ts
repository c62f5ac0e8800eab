/** A line of text from the terminal. The question goes to standard error, so that a result can be piped. */

import { createInterface } from 'node:readline/promises';
import { CliFailure } from '../failure.ts';

/** Throws `CliFailure` of exit code 130 on Ctrl-C and Ctrl-D. */
export async function promptLine(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const cancelled = new Promise<null>((resolve) => prompt.once('close', () => resolve(null)));
  try {
    const answer = await Promise.race([prompt.question(question), cancelled]);
    if (answer === null) throw new CliFailure('Cancelled.', { exitCode: 130 });
    return answer;
  } finally {
    prompt.close();
  }
}
