/** `GET /v1/events`, the WebSocket. */

import * as z from 'zod';
import { accountSummary } from './accounts.ts';
import { epochSeconds } from './common.ts';
import { permissionRequest } from './permissions.ts';
import { signIn } from './sign-ins.ts';
import { storeStatus } from './store.ts';

/** Messages on the WebSocket `GET /v1/events`. The first is always `hello`, with the whole state. */
export const event = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('hello'),
      version: z.string(),
      start_id: z.string(),
      accounts: z.array(accountSummary),
      sign_ins: z.array(signIn),
      store: storeStatus,
      permission_requests: z.array(permissionRequest),
    }),
    z.object({ type: z.literal('account'), account: accountSummary }),
    z.object({ type: z.literal('account_removed'), account: z.string(), profile: z.string() }),
    z.object({
      type: z.literal('token_renewed'),
      account: z.string(),
      profile: z.string(),
      expires_at: epochSeconds.nullable(),
    }),
    z.object({ type: z.literal('sign_in'), sign_in: signIn }),
    z.object({ type: z.literal('long_lived_tokens'), account: z.string().describe('Its list is different now') }),
    z
      .object({ type: z.literal('left_tokens') })
      .describe('Of what lives on without a sign-in one is on the list no more'),
    z.object({ type: z.literal('permission_requested'), request: permissionRequest }),
    z.object({ type: z.literal('permission_request_ended'), request: z.string().describe('Id of the request') }),
    z.object({ type: z.literal('permissions') }),
    z.object({ type: z.literal('profiles') }),
    z.object({ type: z.literal('store'), store: storeStatus }),
    z.object({ type: z.literal('shutdown'), reason: z.enum(['stop', 'handover', 'idle']) }),
  ])
  .meta({ id: 'Event' });
export type Event = z.infer<typeof event>;
