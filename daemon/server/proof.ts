/**
 * How a client over TCP learns that it talks to its own daemon before it shows its key: both know the key, so the daemon
 * can answer a nonce. Port and start id are part of it, so that a squatter cannot pass the question on to us.
 */

import { createHmac } from 'node:crypto';

/** base64url of HMAC-SHA-256(client key as its file has it, nonce "\n" port "\n" start id). */
export function proofOf(clientKey: string, nonce: string, port: number, startId: string): string {
  return createHmac('sha256', clientKey).update(`${nonce}\n${port}\n${startId}`).digest('base64url');
}
