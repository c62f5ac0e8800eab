/** A password that is asked for once however often it is needed: the one that is kept, or typed unseen, or from standard input. */

import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';

export class PasswordAtHand {
  readonly #daemon: Connection;
  readonly #account: AccountSummary;
  #password: string | undefined;

  constructor(daemon: Connection, account: AccountSummary) {
    this.#daemon = daemon;
    this.#account = account;
  }

  async get(): Promise<string> {
    this.#password ??= (await this.#daemon.keptPassword(this.#account.id)).password ?? (await this.#ask());
    if (this.#password !== '') return this.#password;
    throw new CliFailure('No password was given; nothing was made.', {
      exitCode: 2,
      advice: 'Run it on a terminal and type it there, or pipe it in.',
    });
  }

  #ask(): Promise<string> {
    if (!process.stdin.isTTY) return readStandardInput();
    return promptHidden(`Password of ${this.#account.name}`, 'Pipe it in.');
  }
}
