/** A password that is asked for once however often it is needed: unseen, or read from standard input. */

import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';

export class PasswordAtHand {
  readonly #user: string;
  #password: string | undefined;

  constructor(user: string) {
    this.#user = user;
  }

  async get(): Promise<string> {
    this.#password ??= process.stdin.isTTY
      ? await promptHidden(`Password of ${this.#user}`, 'Pipe it in.')
      : await readStandardInput();
    if (this.#password !== '') return this.#password;
    throw new CliFailure('No password was given; nothing was made.', {
      exitCode: 2,
      advice: 'Run it on a terminal and type it there, or pipe it in.',
    });
  }
}
