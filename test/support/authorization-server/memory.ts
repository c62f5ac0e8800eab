/** Where the authorization server keeps sessions, codes, grants and tokens: in memory, to be looked into by tests. */

import type { Adapter, AdapterPayload } from 'oidc-provider';

export class Memory {
  readonly #records = new Map<string, AdapterPayload>();

  /** What oidc-provider asks for: a store for each of its models. */
  readonly adapter = (model: string): Adapter => {
    const records = this.#records;
    const key = (id: string) => `${model}:${id}`;
    const find = (matches: (payload: AdapterPayload) => boolean) =>
      [...records].find(([name, payload]) => name.startsWith(`${model}:`) && matches(payload))?.[1];
    return {
      upsert: async (id, payload) => void records.set(key(id), payload),
      find: async (id) => records.get(key(id)),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => find((payload) => payload.userCode === userCode),
      destroy: async (id) => void records.delete(key(id)),
      revokeByGrantId: async (grantId) => this.#drop((payload) => payload.grantId === grantId),
      consume: async (id) => {
        const payload = records.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
    };
  };

  /** Everything of this user's that could still get a token: as if an administrator ended the sessions. */
  endSessions(accountId: string): void {
    this.#drop((payload) => payload.accountId === accountId);
  }

  #drop(matches: (payload: AdapterPayload) => boolean): void {
    for (const [name, payload] of this.#records) {
      if (matches(payload)) this.#records.delete(name);
    }
  }
}
