/**
 * Grants at rest: JWE compact serialisation (RFC 7516 §7.1), `dir` with A256GCM under the data key (RFC 7518 §4.5, §5.3).
 *
 * The protected header names the grant's id and generation. Both are authenticated and compared on opening, so that a
 * ciphertext cannot stand in for another grant's, nor an older one for a newer.
 */

import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Grant } from '../grant.ts';
import type { DataKey } from './data-key/source.ts';

/** A ciphertext that is not this grant's, is changed, or belongs to another key. */
export class SealBroken extends Error {}

export async function seal(grant: Grant, generation: number, key: DataKey): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(grant)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: grant.id, generation })
    .encrypt(key);
}

/** Throws `SealBroken`. */
export async function unseal(jwe: string, id: string, generation: number, key: DataKey): Promise<Grant> {
  const { plaintext, protectedHeader } = await decrypt(jwe, key);
  if (protectedHeader.kid !== id || protectedHeader.generation !== generation) throw new SealBroken();
  return JSON.parse(new TextDecoder().decode(plaintext));
}

async function decrypt(jwe: string, key: DataKey) {
  try {
    return await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
  } catch (cause) {
    throw new SealBroken('a sealed grant does not open', { cause });
  }
}
