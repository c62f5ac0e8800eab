/**
 * What was decided, in memory for the warm path and on disk for the next start. "Once" is kept in memory alone.
 *
 * Callers outside any workspace (a plain terminal, cron) may have tokens of every account until somebody says no; a
 * workspace may have none until somebody says yes.
 */

import { randomUUID } from 'node:crypto';
import type { Permission } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { PermissionRecord, PermissionStore } from '../store/permission-store.ts';

export interface DecisionAccount {
  id: string;
  name: string;
  profile: string;
}

/** As a record, and `once` beside it. */
type Decision = Omit<PermissionRecord, 'decision'> & { decision: Permission['decision'] };

export interface Place {
  /** null: outside any workspace. */
  workspace: { folder: string; name: string } | null;
  account: string;
}

const outsideId = 'outside.';

export class Decisions {
  readonly #store: PermissionStore;
  readonly #clock: Clock;
  /** By workspace and account. */
  readonly #all = new Map<string, Decision>();
  /** Milliseconds since the Unix epoch, by account: callers outside any workspace, of whom nobody decided anything. */
  readonly #outsideUsedAt = new Map<string, number>();

  constructor(store: PermissionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    for (const record of store.list()) this.#all.set(keyOf(record), record);
  }

  /** undefined: ask. Marks the permission as used. */
  find(folder: string | null, account: string): Permission['decision'] | undefined {
    const decision = this.#all.get(placeKey(folder, account));
    if (decision) {
      decision.lastUsedAt = this.#clock.now().wall;
      return decision.decision;
    }
    if (folder !== null) return undefined;
    this.#outsideUsedAt.set(account, this.#clock.now().wall);
    return 'allow';
  }

  /** Replaces what was decided before. What is so anyway is not written down. */
  decide(place: Place, decision: Permission['decision'], client: string | null): Decision | null {
    const before = this.#all.get(keyOf(place));
    if (before) this.#forget(before);
    if (place.workspace === null && decision !== 'deny') return null;
    const made: Decision = {
      ...place,
      id: place.workspace === null ? `${outsideId}${place.account}` : randomUUID(),
      ...{ decision, givenAt: this.#clock.now().wall, lastUsedAt: before?.lastUsedAt ?? null, client },
    };
    this.#keep(made);
    this.#all.set(keyOf(made), made);
    return made;
  }

  /** Takes back what the permission of this id says; false: there is none. */
  remove(id: string, accounts: readonly DecisionAccount[]): boolean {
    const decision = [...this.#all.values()].find((one) => one.id === id);
    if (decision) this.#forget(decision);
    if (decision) return true;
    const account = accounts.find((one) => `${outsideId}${one.id}` === id);
    if (account) this.decide({ workspace: null, account: account.id }, 'deny', null);
    return account !== undefined;
  }

  /** The account was signed out: a new sign-in is another account, about which nothing was decided. */
  removeOf(account: string): boolean {
    this.#outsideUsedAt.delete(account);
    const its = [...this.#all.values()].filter((decision) => decision.account === account);
    for (const decision of its) this.#forget(decision);
    return its.length > 0;
  }

  /** With a row for callers outside any workspace for each account. */
  list(accounts: readonly DecisionAccount[]): Permission[] {
    return accounts.flatMap((account) => {
      const decided = [...this.#all.values()].filter((one) => one.account === account.id);
      const shown = decided.map((decision) => describe(decision, account));
      return shown.some(({ workspace }) => workspace === null) ? shown : [this.#outside(account), ...shown];
    });
  }

  describe(place: Place, account: DecisionAccount): Permission {
    const decision = this.#all.get(keyOf(place));
    return decision ? describe(decision, account) : this.#outside(account);
  }

  folders(): { folder: string; name: string }[] {
    return [...this.#all.values()].flatMap(({ workspace }) => workspace ?? []);
  }

  /** Writes down when they were last used. */
  save(): void {
    for (const decision of this.#all.values()) this.#keep(decision);
  }

  #outside(account: DecisionAccount): Permission {
    const usedAt = this.#outsideUsedAt.get(account.id) ?? null;
    return {
      id: `${outsideId}${account.id}`,
      workspace: null,
      account,
      decision: 'allow',
      given_at: null,
      last_used_at: usedAt === null ? null : Math.floor(usedAt / 1000),
      client: null,
    };
  }

  #keep({ decision, ...rest }: Decision): void {
    if (decision !== 'once') this.#store.save({ ...rest, decision });
  }

  #forget(decision: Decision): void {
    this.#all.delete(keyOf(decision));
    if (decision.decision !== 'once') this.#store.remove(decision.id);
  }
}

/** No folder has the character that stands between. */
export function placeKey(folder: string | null, account: string): string {
  return folder === null ? account : `${account}\0${folder}`;
}

function keyOf({ workspace, account }: Place): string {
  return placeKey(workspace?.folder ?? null, account);
}

function describe(decision: Decision, account: DecisionAccount): Permission {
  const { id, workspace, givenAt, lastUsedAt, client } = decision;
  return {
    ...{ id, workspace, account, decision: decision.decision, client },
    given_at: Math.floor(givenAt / 1000),
    last_used_at: lastUsedAt === null ? null : Math.floor(lastUsedAt / 1000),
  };
}
