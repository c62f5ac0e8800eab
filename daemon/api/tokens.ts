/** `GET /v1/token/{profile}`. */

import * as z from 'zod';
import { epochSeconds, profileName } from './common.ts';

export const tokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe('Seconds left now, rounded down; null: the server told no life'),
    expires_at: epochSeconds.nullable(),
    scope: z.string().describe('Space-separated; what the token really has'),
    profile: profileName,
    account: z.string().describe('Id of the account'),
    header: z
      .string()
      .optional()
      .describe(
        'The header in which the APIs of this system take the token, as it is; absent: `Authorization: Bearer`',
      ),
    scope_met: z
      .boolean()
      .describe('false: fewer scopes were asked for, and the server gave more all the same; `scope` says which'),
    min_ttl_met: z
      .boolean()
      .describe('false: tokens of this server do not live as long as was asked; this is the best one'),
  })
  .meta({ id: 'Token' });
export type TokenResponse = z.infer<typeof tokenResponse>;

const resourceIndicator = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:[!"$-~]+$/, 'use an absolute URI without a fragment (RFC 8707 §2)');

/** Query of `GET /v1/token/{profile}`; all are optional. */
export const tokenQuery = z
  .strictObject({
    scope: z
      .string()
      .max(4096)
      .regex(/^[!#-[\]-~]+( [!#-[\]-~]+)*$/, 'use scope names with one space between them (RFC 6749 §3.3)')
      .optional()
      .describe('Space-separated scopes, fewer than the grant has'),
    resource: z
      .union([resourceIndicator, z.array(resourceIndicator).min(1).max(16)])
      .optional()
      .describe('Resource indicators (RFC 8707); may be repeated'),
    min_ttl: z.coerce
      .number()
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe('Seconds that the token must still live; default a tenth of its life, at most 60'),
    account: z
      .string()
      .max(256)
      .regex(/^[^\u0000-\u001f\u007f-\u009f]+$/, 'use the id or name of an account')
      .optional()
      .describe('Id or name, where a profile has several accounts'),
    rejected: z
      .string()
      .regex(/^[0-9a-f]{8,64}$/)
      .optional()
      .describe(
        'First hex digits of the SHA-256 of a token that an API refused: renew only if that is still the current one',
      ),
    deadline: z.coerce
      .number()
      .positive()
      .max(300)
      .optional()
      .describe('Seconds that the caller is ready to wait; default 10'),
  })
  .meta({ id: 'TokenQuery' });
export type TokenQuery = z.infer<typeof tokenQuery>;
