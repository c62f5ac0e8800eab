/** `GET /v1/health` and `GET /v1/proof`: who answers here. */

import * as z from 'zod';
import { seconds } from './common.ts';

export const healthResponse = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    pid: z.number().int(),
    start_id: z.string().describe('Random; another one after each start'),
    uptime: seconds,
    store: z.object({
      kind: z.enum(['keyring', 'vscode', 'passphrase', 'keyfile', 'memory']),
      state: z.enum(['open', 'locked']),
    }),
  })
  .meta({ id: 'Health' });
export type HealthResponse = z.infer<typeof healthResponse>;

/** Query of `GET /v1/proof`. */
export const proofQuery = z
  .strictObject({
    nonce: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,128}$/, 'use 16 to 128 random characters of base64url')
      .describe('Random, another one for each call'),
    key_id: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'use the first 16 hex digits of the SHA-256 of the client key')
      .describe('First 16 hex digits of the SHA-256 of the client key as its file has it'),
  })
  .meta({ id: 'ProofQuery' });

export const proofResponse = z
  .object({
    proof: z.string().describe('base64url of HMAC-SHA-256(client key, nonce "\\n" port "\\n" start id)'),
    port: z.number().int().describe('The TCP port; 0 where TCP is off'),
    start_id: z.string(),
  })
  .meta({ id: 'Proof' });
export type ProofResponse = z.infer<typeof proofResponse>;
