/** `/v1/accounts/{id}/tokens`: long-lived tokens of an account, for as far as its backend has them. */

import * as z from 'zod';
import { applicationKind } from './applications.ts';
import { epochSeconds, profileName, signInFlow } from './common.ts';
import { field, fieldValues } from './fields.ts';
import { oneTimeValue } from './one-time-values.ts';

export const tokenAction = z.enum(['edit', 'rotate', 'revoke', 'test']);
export type TokenAction = z.infer<typeof tokenAction>;

/** One kind of long-lived token that a backend has. Forms, buttons and warnings are rendered from it. */
export const tokenKind = z
  .object({
    kind: z.string().describe('Stable, e.g. personal_access_token'),
    label: z.string().describe('As people say: Personal access token'),
    description: z.string().describe('What it is for, in a sentence or two'),
    create: z
      .object({
        by: z
          .enum(['form', 'sign_in'])
          .describe('sign_in: the answer to the creation has a sign-in that a person approves in a browser'),
        flows: z.array(signInFlow).describe('For sign_in, the best first'),
        fields: z.array(field),
        warning: z.string().describe('What it will carry, to be shown before it is made'),
      })
      .nullable()
      .describe('null: cannot be made here'),
    edit: z.array(field).describe('What can be changed later; empty: nothing'),
    revocation: z.object({
      possible: z.boolean(),
      detail: z.string().describe('What will stop working, or why it cannot be revoked'),
    }),
    recorded: z
      .enum(['server', 'here'])
      .describe('Who keeps the list; here: the server keeps none, so tokens made elsewhere are missing'),
    others: z.boolean().optional().describe("Administrators can list other users' as well, by `all`"),
  })
  .meta({ id: 'TokenKind' });
export type TokenKind = z.infer<typeof tokenKind>;

export const accountCapabilities = z
  .object({
    token_kinds: z.array(tokenKind),
    applications: applicationKind.nullable(),
    notes: z.array(z.string()).describe('What a person should know of this server'),
  })
  .meta({ id: 'AccountCapabilities' });
export type AccountCapabilities = z.infer<typeof accountCapabilities>;

export const longLivedToken = z
  .object({
    id: z.string(),
    account: z.string().describe('Id of the account'),
    kind: z.string(),
    kind_label: z.string(),
    description: z.string(),
    scope: z.string(),
    owner: z.string().describe('Whose it is, as the server names them'),
    own: z.boolean().describe('It belongs to the user of the account'),
    application: z.string().nullable().describe('The application it was made for; null: none'),
    created_at: epochSeconds.nullable(),
    expires_at: epochSeconds.nullable().describe('null: see `expiry`'),
    expiry: z.enum(['at', 'never', 'unknown']),
    last_used_at: epochSeconds.nullable().describe('null: unknown or never'),
    state: z.enum(['active', 'expired', 'revoked']),
    kept_as: z.string().nullable().describe('Profile under which Tokenwell serves it; null: its value is not here'),
    export: z
      .enum(['copy', 'transfer'])
      .nullable()
      .default(null)
      .describe(
        'How its value can be exported; transfer: Tokenwell serves it no more then, as its next renewal may use it up; null: the value is not here',
      ),
    this_sign_in: z.boolean().describe('It is the sign-in of the account itself: revoking it signs out'),
    in_use: z
      .boolean()
      .default(false)
      .describe('The account is signed in with it, as far as the server tells: whatever else it shall end comes first'),
    actions: z.array(tokenAction),
    value_needed_for: z
      .array(tokenAction)
      .describe('These need the value itself in the request, because only it names the token to the server'),
    notes: z.array(z.string()),
  })
  .meta({ id: 'LongLivedToken' });
export type LongLivedToken = z.infer<typeof longLivedToken>;

/** One that Tokenwell remembers, while its user is not signed in: whoever has its value can go on using it. */
export const leftToken = longLivedToken
  .pick({
    ...({ id: true, kind: true, kind_label: true, description: true, scope: true, owner: true } as const),
    ...({ created_at: true, expires_at: true, expiry: true, kept_as: true } as const),
  })
  .extend({ profile: profileName.describe('A sign-in on it has the token on its list'), issuer: z.string() })
  .meta({ id: 'LeftToken' });
export type LeftToken = z.infer<typeof leftToken>;

export const leftTokensResponse = z.object({ tokens: z.array(leftToken) }).meta({ id: 'LeftTokens' });
export type LeftTokensResponse = z.infer<typeof leftTokensResponse>;

/** Query of the list. */
export const longLivedTokensQuery = z
  .strictObject({
    all: z.enum(['true', 'false']).optional().describe("Others' tokens too, where the user may see them"),
  })
  .meta({ id: 'LongLivedTokensQuery' });

export const longLivedTokensResponse = z.object({ tokens: z.array(longLivedToken) }).meta({ id: 'LongLivedTokens' });
export type LongLivedTokensResponse = z.infer<typeof longLivedTokensResponse>;

export const longLivedTokenChange = z.strictObject({ values: fieldValues }).meta({ id: 'LongLivedTokenChange' });
export type LongLivedTokenChange = z.infer<typeof longLivedTokenChange>;

/** For calls that may need the value itself. */
export const tokenValue = z
  .strictObject({ value: z.string().min(1).max(262_144).optional() })
  .meta({ id: 'TokenValue' });
export type TokenValue = z.infer<typeof tokenValue>;

export const tokenTest = z
  .object({
    works: z.boolean().nullable().describe('null: could not be told'),
    as: z.string().nullable().describe('Whom the server takes its bearer for'),
    expires_at: epochSeconds.nullable().describe('When the token itself ends; null: not known'),
    detail: z.string(),
    one_time_value: oneTimeValue.nullable().describe('The trial replaced the value: this is the new one'),
  })
  .meta({ id: 'TokenTest' });
export type TokenTest = z.infer<typeof tokenTest>;

export const tokenRevocation = z
  .object({
    token: z.string(),
    revocation: z.enum(['revoked', 'failed', 'not_supported', 'already_ended']),
    detail: z.string().describe('What happened at the server, for a person'),
    may_live_until: epochSeconds.nullable().describe('When what could not be revoked ends by itself, where known'),
  })
  .meta({ id: 'TokenRevocation' });
export type TokenRevocation = z.infer<typeof tokenRevocation>;
