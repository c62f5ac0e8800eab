/** `/v1/sign-ins`: flows that are under way. */

import * as z from 'zod';
import { accountSummary } from './accounts.ts';
import { epochSeconds, profileName, seconds, signInFlow } from './common.ts';
import { longLivedToken } from './long-lived-tokens.ts';
import { oneTimeValue } from './one-time-values.ts';

export const signInCreation = z
  .strictObject({
    profile: profileName,
    flow: signInFlow.default('device'),
    workspace: z
      .string()
      .max(4096)
      .optional()
      .describe('Folder whose tokenwell.json is read too; only after the user saw the host'),
    issuer: z
      .string()
      .max(4096)
      .optional()
      .describe('The issuer that the user saw and approved; refused where the profile names another one by now'),
    redirect_uri: z.url().optional().describe('For code: where the browser comes back; a loopback address (RFC 8252)'),
    client_secret: z.string().max(65_536).optional(),
    username: z.string().max(1024).optional(),
    password: z.string().max(65_536).optional(),
    keep_password: z
      .boolean()
      .optional()
      .describe(
        'For password: seal it in the secret store too, because the person asked for that; refused where no use is made of it',
      ),
    refresh_token: z.string().max(262_144).optional().describe('For paste: an existing refresh or offline token'),
  })
  .meta({ id: 'SignInCreation' });
export type SignInCreation = z.input<typeof signInCreation>;

/** What a code flow's redirect brought back; sent by whoever listened at `redirect_uri`. */
export const signInCallback = z.strictObject({ callback_url: z.url().max(65_536) }).meta({ id: 'SignInCallback' });
export type SignInCallback = z.infer<typeof signInCallback>;

export const signIn = z
  .object({
    id: z.string(),
    profile: profileName,
    flow: signInFlow,
    state: z.enum(['waiting', 'signed_in', 'denied', 'expired', 'cancelled', 'failed']),
    host: z.string().describe("The server's host: show it, so that the person knows whom they trust"),
    user_code: z.string().nullable(),
    verification_uri: z.string().nullable(),
    verification_uri_complete: z.string().nullable(),
    authorization_uri: z.string().nullable(),
    verification_host_differs: z
      .boolean()
      .describe('verification_uri lies on another host than the issuer: tell the person before they go there'),
    may_open: z.boolean().describe('The address is https or loopback; otherwise never open it by itself'),
    expires_at: epochSeconds.nullable(),
    expires_in: seconds.nullable(),
    interval: seconds.nullable().describe('Current polling interval; the daemon does the polling'),
    purpose: z
      .enum(['account', 'long_lived_token'])
      .describe('long_lived_token: it makes a token for an account that is signed in already'),
    account: accountSummary.nullable().describe('After success, for the purpose `account`'),
    created: z
      .object({ token: longLivedToken, one_time_value: oneTimeValue })
      .nullable()
      .describe('After success, for the purpose `long_lived_token`'),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof signIn>;

export const signInsResponse = z.object({ sign_ins: z.array(signIn) }).meta({ id: 'SignIns' });
export type SignInsResponse = z.infer<typeof signInsResponse>;
