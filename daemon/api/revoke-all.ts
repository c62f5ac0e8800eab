/** `POST /v1/revoke-all`: everything that is the user's own, with an honest remainder. */

import * as z from 'zod';
import { signOutResponse } from './accounts.ts';
import { leftToken, tokenRevocation } from './long-lived-tokens.ts';

export const revokedToken = tokenRevocation
  .extend({ account: z.string().describe('Id of the account'), kind_label: z.string(), description: z.string() })
  .meta({ id: 'RevokedToken' });
export type RevokedToken = z.infer<typeof revokedToken>;

export const revokeAllResponse = z
  .object({
    results: z.array(signOutResponse).describe('The sign-ins'),
    tokens: z
      .array(revokedToken)
      .describe("The user's own long-lived tokens that were alive; also those that could not be revoked"),
    left: z
      .array(leftToken)
      .default([])
      .describe('Others that were made here and live on, because nobody is signed in who could end them'),
  })
  .meta({ id: 'RevokeAll' });
export type RevokeAllResponse = z.infer<typeof revokeAllResponse>;
