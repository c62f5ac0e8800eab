/** `/v1/accounts`: who is signed in, in which state. Never a secret. */

import * as z from 'zod';
import { epochSeconds, profileName } from './common.ts';

export const accountState = z.enum(['signing_in', 'signed_in', 'retrying', 'signed_out', 'locked']);
export type AccountState = z.infer<typeof accountState>;

/** refused: by the server; lost: with an answer that never arrived; missing: from the store; expired: nothing renews it. */
const endReason = z.enum(['refused', 'lost', 'missing', 'expired']);
export type EndReason = z.infer<typeof endReason>;

export const accountSummary = z
  .object({
    id: z.string(),
    profile: profileName,
    name: z.string().describe("The user's name at the server"),
    issuer: z.string(),
    state: accountState,
    scope: z.string(),
    grant_kind: z
      .enum(['refresh_token', 'offline_token', 'access_token'])
      .describe('access_token: a long-lived token, served as it is; nothing renews it'),
    kept: z
      .boolean()
      .optional()
      .describe(
        'It serves a long-lived token that was kept beside the sign-in of the same user; nobody signed in for it',
      ),
    at_risk: z
      .boolean()
      .describe('A rotated refresh token could not be written to the store yet: do not end the daemon'),
    maybe_rotated: z.boolean().describe('An answer to a refresh was lost; the next one decides'),
    signed_in_at: epochSeconds,
    holds_token: z.boolean().describe('An access token is in memory, whether or not its end is known'),
    token_expires_at: epochSeconds.nullable().describe('When the access token in memory ends, or has ended'),
    next_refresh_at: epochSeconds.nullable(),
    last_refresh_at: epochSeconds.nullable(),
    last_used_at: epochSeconds.nullable(),
    retry_at: epochSeconds.nullable().describe('Next try, while retrying'),
    retrying_since: epochSeconds.nullable(),
    waiting: z
      .object({
        for: z.string().describe('For a person: `the token endpoint of auth.example.org`'),
        since: epochSeconds,
      })
      .nullable()
      .default(null)
      .describe('What a renewal has been waiting for, for longer than servers take'),
    session_ends_at: epochSeconds.nullable().describe('The server will not renew beyond this'),
    grant_ends_at: epochSeconds.nullable().describe('The refresh token ends then unless it is used before'),
    former_sign_in: z
      .object({
        detail: z.string().describe('What lives on of it and why, for a person'),
        may_live_until: epochSeconds.nullable().describe('Where known'),
      })
      .nullable()
      .default(null)
      .describe(
        'A sign-in that a newer one has replaced, and that could not be ended at the server; told until the daemon ends',
      ),
    last_error: z
      .object({
        code: z.string(),
        detail: z.string(),
        at: epochSeconds,
        reason: endReason.optional().describe('Why the sign-in is over, where nobody signed out'),
      })
      .nullable(),
  })
  .meta({ id: 'Account' });
export type AccountSummary = z.infer<typeof accountSummary>;

export const accountsResponse = z.object({ accounts: z.array(accountSummary) }).meta({ id: 'Accounts' });
export type AccountsResponse = z.infer<typeof accountsResponse>;

export const signOutResponse = z
  .object({
    account: z.string(),
    revocation: z.enum(['revoked', 'failed', 'not_supported', 'already_ended']),
    detail: z.string().describe('What happened at the server, for a person'),
    may_live_until: epochSeconds.nullable().describe('When what could not be revoked ends by itself, where known'),
  })
  .meta({ id: 'SignOut' });
export type SignOutResponse = z.infer<typeof signOutResponse>;

export const keptPassword = z
  .object({ password: z.string().nullable().describe('null: none is kept') })
  .meta({ id: 'KeptPassword' });
export type KeptPassword = z.infer<typeof keptPassword>;

/** A grant that was given away: Tokenwell has it no more, and has not revoked it. */
export const transferredGrant = z
  .object({
    account: z.string().describe('The id that the account had'),
    issuer: z.string(),
    client_id: z.string(),
    client_secret: z.string().nullable(),
    access_token: z.string(),
    refresh_token: z.string(),
  })
  .meta({ id: 'TransferredGrant' });
export type TransferredGrant = z.infer<typeof transferredGrant>;
