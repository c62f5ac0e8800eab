/**
 * `passphrase`: the data key lies in the database, wrapped under a passphrase that the user types once after each start.
 * JWE with PBES2-HS512+A256KW (RFC 7518 §4.8), whose iteration count makes each guess cost a quarter of a second.
 */

import { CompactEncrypt, compactDecrypt } from 'jose';
import { TokenwellError } from '../../errors.ts';
import type { Facts } from '../meta.ts';
import { type DataKey, type DataKeySource, giveUpSealedGrants, type Locked, newDataKey } from './source.ts';

const algorithm = 'PBES2-HS512+A256KW';

/** PBKDF2 rounds; three times what OWASP asks of HMAC-SHA-512 (210,000 in 2023). */
const iterations = 630_000;

const wrong = 'This is not the passphrase that the store was set up with. Nothing was changed; try again.';

export function passphraseSource(meta: Facts): DataKeySource {
  return {
    kind: 'passphrase',
    wrongKey: wrong,

    fetch: async ({ mayCreate }) => ({ locked: waitingFor(mayCreate, meta.get('wrapped_key')) }),

    async make({ passphrase }) {
      return passphrase ? { key: await setUp(meta, passphrase) } : { locked: waitingFor(true, null) };
    },

    async unlock(offer, { mayCreate }) {
      if (!offer.passphrase) {
        throw new TokenwellError('store_locked', 'The store was not unlocked: no passphrase was given.');
      }
      if (mayCreate) return setUp(meta, offer.passphrase);
      const wrapped = meta.get('wrapped_key');
      if (wrapped === null) throw new TokenwellError('store_locked', missing.detail);
      return unwrap(wrapped, offer.passphrase);
    },
  };
}

const missing: Locked = {
  reason: 'key_missing',
  detail: `The wrapped data key is missing from the state database. ${giveUpSealedGrants}`,
};

function waitingFor(mayCreate: boolean, wrapped: string | null): Locked {
  if (mayCreate) {
    return {
      reason: 'waiting_for_passphrase',
      detail:
        'Choose a passphrase: run `tokenwell store unlock`. The first one sets it. It cannot be recovered, and it is asked for after each start of the daemon.',
    };
  }
  if (wrapped === null) return missing;
  return {
    reason: 'waiting_for_passphrase',
    detail: 'The store waits for its passphrase. Run `tokenwell store unlock` and type it.',
  };
}

async function setUp(meta: Facts, passphrase: string): Promise<DataKey> {
  const key = newDataKey();
  const wrapped = await new CompactEncrypt(key)
    .setProtectedHeader({ alg: algorithm, enc: 'A256GCM' })
    .setKeyManagementParameters({ p2c: iterations })
    .encrypt(bytes(passphrase));
  meta.set({ wrapped_key: wrapped });
  return key;
}

async function unwrap(wrapped: string, passphrase: string): Promise<DataKey> {
  try {
    const { plaintext } = await compactDecrypt(wrapped, bytes(passphrase), {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxPBES2Count: iterations,
    });
    return plaintext;
  } catch (cause) {
    throw new TokenwellError('store_locked', wrong, {}, { cause });
  }
}

/** The same passphrase typed on another system may come composed differently (RFC 8265 §4.2.2 asks for NFC). */
function bytes(passphrase: string): Uint8Array {
  return new TextEncoder().encode(passphrase.normalize('NFC'));
}
