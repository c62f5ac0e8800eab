/**
 * Where grants are kept, as the refresh engine sees it.
 *
 * A grant has a generation, a counter that grows with each rotation. Writers name the generation that they read, so
 * that a newer refresh token is never replaced by an older one (check-and-set).
 */

import type { Grant, GrantDraft } from '../grant.ts';

/** A refresh that was about to be sent. It is cleared when its answer is known; one that is found at start was cut off. */
export interface RefreshIntent {
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
}

export interface StoredGrant {
  grant: Grant;
  generation: number;
  intent: RefreshIntent | null;
}

/**
 * All methods reject with a `TokenwellError`: `store_locked`, `store_unavailable`, `store_damaged`.
 * A promise that resolved means that the change is on stable storage.
 */
export interface GrantStore {
  create(draft: GrantDraft): Promise<Grant>;
  /** null: there is no such grant any more. */
  read(id: string): Promise<StoredGrant | null>;
  /** Before a refresh request is sent. */
  recordIntent(id: string, intent: RefreshIntent): Promise<void>;
  /** After an answer that rotated nothing, or a request that surely was not carried out. */
  clearIntent(id: string): Promise<void>;
  /**
   * Replaces the grant and clears the intent, in one transaction. Resolves with the new generation, or null, having
   * changed nothing, where `expectedGeneration` is no longer the stored one.
   */
  replace(id: string, grant: Grant, expectedGeneration: number): Promise<number | null>;
  delete(id: string): Promise<void>;
}
