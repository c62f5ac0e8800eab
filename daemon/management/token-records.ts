/** What is remembered here of long-lived tokens: all of it where the server keeps no list, else only what Tokenwell keeps. */

import { hash, randomUUID } from 'node:crypto';
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

  save(record: TokenRecord): void {
    this.#store.save(record);
  }

  remove(id: string): void {
    this.#store.remove(id);
  }
}

/** Tells two values apart, and is worth nothing to whoever reads it: values are random. */
export function digestOf(value: string): string {
  return hash('sha256', value);
}

function isOwnedBy(record: TokenRecord, owner: Owner): boolean {
  if (record.profile !== owner.profile || record.issuer !== owner.issuer) return false;
  return owner.subject === null ? record.userName === owner.name : record.subject === owner.subject;
}
