/**
 * Where the data key comes from: one file a kind in this folder. The data key seals all grants of one state.
 * A source never answers from somewhere weaker than it is named for: without the key it says why, and what to do.
 */

import { createHmac, randomBytes } from 'node:crypto';
import type { StoreKeyRemoval, StoreKind, StoreUnlock } from '../../api.ts';
import type { Facts } from '../meta.ts';

/** 256 bits. */
export type DataKey = Uint8Array;

/** Why the key is not at hand. Stable words; they are part of the wire contract. */
type LockReason =
  | 'opening'
  | 'keyring_absent'
  | 'keyring_locked'
  | 'keyring_mute'
  | 'waiting_for_window'
  | 'waiting_for_passphrase'
  | 'key_file_unusable'
  | 'key_missing'
  | 'store_unavailable';

export interface Locked {
  reason: LockReason;
  /** For a person: what is the matter and what to do. Whole sentences, no secret. */
  detail: string;
}

export type KeyAnswer = { key: DataKey } | { locked: Locked };

export interface KeyRequest {
  /** Nothing is sealed, so that a new key does no harm. Otherwise a missing key is `key_missing`, never a new one. */
  mayCreate: boolean;
  /** Tells how things stand while the answer is still to come. */
  tell(locked: Locked): void;
  /** Aborted when the store is closed. */
  signal: AbortSignal;
}

export interface DataKeySource {
  readonly kind: StoreKind;
  /** Gets the key without anybody's help, or says why it cannot. Rejects only for mistakes and a failing database. */
  fetch(request: KeyRequest): Promise<KeyAnswer>;
  /**
   * Makes a new key, in place of any that is there, for a state that moves here. What is offered is what `unlock` would
   * take. Absent where a state cannot move to.
   */
  make?(offer: StoreUnlock & { key_name?: string | undefined }, request: KeyRequest): Promise<KeyAnswer>;
  /** Takes what somebody hands over. Rejects with `store_locked` where it is wrong. Absent where nobody needs to. */
  unlock?(offer: StoreUnlock, request: { mayCreate: boolean }): Promise<DataKey>;
  /**
   * Takes the key away from where it is kept, once nothing is sealed with it; tells in words what may be left. Absent where
   * it is kept in the state database. `signal` is aborted when the store is closed.
   */
  remove?(signal: AbortSignal): Promise<Pick<StoreKeyRemoval, 'removed' | 'detail'>>;
  /** Whether the next try would ask somewhere else than the last one did, so that it need not wait its turn. */
  hasNews?(): boolean;
  /** Names the key of this state to those who keep the keys of many. Absent where nobody does. */
  keyName?(): string;
  /** Words for a key that is not the one that the grants were sealed with. */
  readonly wrongKey: string;
}

/** `facts`: where the source reads and writes what it has to remember. */
export type SourceOf = (kind: StoreKind, facts: Facts) => DataKeySource;

export function newDataKey(): DataKey {
  return randomBytes(32);
}

export function encodeKey(key: DataKey): string {
  return Buffer.from(key).toString('base64url');
}

/** Each state files its key under a random name, so that two states never overwrite each other's. */
export function newKeyName(): string {
  return `data key ${randomBytes(9).toString('base64url')}`;
}

/** null for anything but 32 bytes in base64url. */
export function decodeKey(text: string): DataKey | null {
  return /^[A-Za-z0-9_-]{43}$/.test(text) ? Buffer.from(text, 'base64url') : null;
}

/** A value from which nobody learns the key, and by which a wrong key is told from a damaged grant. */
export function keyCheck(key: DataKey): string {
  return createHmac('sha256', key).update('tokenwell data key check').digest('base64url');
}

/** How to get out of a state whose key is gone for good. */
export const giveUpSealedGrants =
  'What was sealed with it cannot be read without it. If it is gone for good, sign out of the accounts (`tokenwell logout PROFILE`) and sign in again.';
