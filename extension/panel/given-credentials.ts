/**
 * What a person typed because a server wants it for each call about applications. It goes to the daemon, which holds it
 * for two minutes; it is taken back from there when the panel is hidden or closed.
 */

import type { FieldValues } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';

export class GivenCredentials {
  readonly #daemon: Daemon;
  readonly #accounts = new Set<string>();

  constructor(daemon: Daemon) {
    this.#daemon = daemon;
  }

  /** Rejects where the server does not take it. */
  async give(account: string, values: FieldValues): Promise<void> {
    const connection = await this.#daemon.reach();
    this.#accounts.add(account);
    await connection.giveApplicationCredentials(account, { values });
    await connection.applications(account);
  }

  takeBack(): void {
    const accounts = [...this.#accounts];
    this.#accounts.clear();
    if (accounts.length === 0 || !this.#daemon.connected) return;
    const forget = async (account: string) => (await this.#daemon.reach()).forgetApplicationCredentials(account);
    for (const account of accounts) void forget(account).catch(() => {});
  }
}
