/** What is remembered here of long-lived tokens: all of it where the server keeps no list, else only what Tokenwell keeps. */

import { randomUUID } from 'node:crypto';
import { digestOf } from '../grant.ts';
import type { ManagedToken } from '../providers/management.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { TokenRecord, TokenRecordStore } from '../store/token-record-store.ts';

type Owner = Pick<AccountRecord, 'profile' | 'issuer' | 'subject' | 'name'>;

export class TokenRecords {
  readonly #store: TokenRecordStore;

  constructor(store: TokenRecordStore) {
    this.#store = store;
  }

  /** The same user's, whichever sign-in made them. */
  of(owner: Owner): TokenRecord[] {
    return this.#store.list().filter((record) => isOwnedBy(record, owner));
  }

  /** Alive as far as is known here, and of none of these. */
  left(owners: readonly Owner[], now: number): TokenRecord[] {
    return this.#store.list().filter((record) => {
      const isOver = record.revokedAt !== null || (typeof record.expiresAt === 'number' && record.expiresAt <= now);
      return !isOver && !owners.some((owner) => isOwnedBy(record, owner));
    });
  }

  find(owner: Owner, id: string): TokenRecord | undefined {
    return this.of(owner).find((record) => record.id === id || record.serverId === id);
  }

  /** `listed`: the server lists it too, under the token's id. `value` is forgotten but for its digest. */
  add(owner: Owner, token: ManagedToken, listed: boolean, value?: string): TokenRecord {
    const { kind, description, scope, application, createdAt, expiresAt, actions, valueNeededFor, notes } = token;
    const record: TokenRecord = {
      id: randomUUID(),
      ...{ profile: owner.profile, issuer: owner.issuer, subject: owner.subject, userName: owner.name },
      ...{ kind, description, scope, application, createdAt, expiresAt, actions, valueNeededFor, notes },
      revokedAt: null,
      serverId: listed ? token.id : null,
      keptAs: null,
      ...(value !== undefined && { valueDigest: digestOf(value) }),
    };
    this.#store.save(record);
    return record;
  }

  /** The value of a token is this by now. */
  learn(owner: Owner, token: ManagedToken, value: string): void {
    const known = this.find(owner, token.id);
    if (known) this.#store.save({ ...known, valueDigest: digestOf(value) });
    else this.add(owner, token, true, value);
  }

  /** Its value is no more. Of one that the server lists nothing else was worth a record, unless it is kept. */
  outdate(owner: Owner, id: string): void {
    const known = this.find(owner, id);
    if (!known) return;
    const { valueDigest: _, ...rest } = known;
    if (known.serverId !== null && !known.keptAs) this.#store.remove(known.id);
    else this.#store.save(rest);
  }

  /** `before`: records of a user when the server was asked; `listed`: ids of what it has of them. */
  forgetGone(before: readonly TokenRecord[], listed: readonly string[]): void {
    const gone = new Set(
      before.filter(({ serverId }) => serverId !== null && !listed.includes(serverId)).map(({ id }) => id),
    );
    // As they are now: one may have been kept, or given a new value, meanwhile.
    for (const { id, serverId, keptAs } of this.#store.list()) {
      if (gone.has(id) && !keptAs && serverId !== null && !listed.includes(serverId)) this.#store.remove(id);
    }
  }

  save(record: TokenRecord): void {
    this.#store.save(record);
  }

  remove(id: string): void {
    this.#store.remove(id);
  }
}

function isOwnedBy(record: TokenRecord, owner: Owner): boolean {
  if (record.profile !== owner.profile || record.issuer !== owner.issuer) return false;
  return owner.subject === null ? record.userName === owner.name : record.subject === owner.subject;
}
