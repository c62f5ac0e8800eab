/** User name and password, where a system takes nothing better. They go to the daemon, which uses them once. */

import { createInterface } from 'node:readline/promises';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';

/** The password from the terminal, unseen, or from standard input; the user name by `--user`, or asked for. */
export async function userNameAndPassword(user: string | undefined): Promise<{ username: string; password: string }> {
  const username = user ?? (await askUserName());
  const password = process.stdin.isTTY
    ? await promptHidden(`Password of ${username}`, 'Pipe it in.')
    : await readStandardInput();
  if (username !== '' && password !== '') return { username, password };
  throw new CliFailure(`No ${username === '' ? 'user name' : 'password'} was given.`, {
    exitCode: 2,
    advice:
      'Run it on a terminal and type it there; or pipe the password in: `… | tokenwell login PROFILE --flow password --user NAME`.',
  });
}

async function askUserName(): Promise<string> {
  if (!process.stdin.isTTY) {
    const advice = 'Name it with `--user`.';
    throw new CliFailure('The user name is needed, and there is no terminal to ask on.', { exitCode: 2, advice });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('User name: ')).trim();
  } finally {
    terminal.close();
  }
}
