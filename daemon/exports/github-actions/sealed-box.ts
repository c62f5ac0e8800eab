/**
 * A sealed box (libsodium's crypto_box_seal), which GitHub asks for: anybody can close one for a public key, and only the
 * key's owner can open it. Of audited parts, because libsodium itself would be a sixth of what is shipped.
 */

import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';

export function seal(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const { secretKey, publicKey: passing } = x25519.keygen();
  const nonce = blake2b(Buffer.concat([passing, publicKey]), { dkLen: 24 });
  const box = xsalsa20poly1305(boxKey(x25519.getSharedSecret(secretKey, publicKey)), nonce).encrypt(message);
  return Buffer.concat([passing, box]);
}

/** crypto_box_beforenm: HSalsa20 of what both sides know, under a nonce of zeros. */
function boxKey(shared: Uint8Array): Uint8Array {
  const key = new Uint32Array(8);
  hsalsa(words(Buffer.from('expand 32-byte k')), words(shared), new Uint32Array(4), key);
  const bytes = Buffer.alloc(32);
  for (const [index, word] of key.entries()) bytes.writeUInt32LE(word, index * 4);
  return bytes;
}

function words(bytes: Uint8Array): Uint32Array {
  const view = Buffer.from(bytes);
  return Uint32Array.from({ length: view.length / 4 }, (_, index) => view.readUInt32LE(index * 4));
}
