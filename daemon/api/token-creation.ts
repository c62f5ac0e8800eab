/** `POST /v1/accounts/{id}/tokens`: making a long-lived token. */

import * as z from 'zod';
import { signInFlow } from './common.ts';
import { fieldValues } from './fields.ts';
import { longLivedToken } from './long-lived-tokens.ts';
import { oneTimeValue } from './one-time-values.ts';
import { signIn } from './sign-ins.ts';

export const longLivedTokenCreation = z
  .strictObject({
    kind: z.string().min(1).max(64),
    values: fieldValues.default({}),
    flow: signInFlow.optional().describe('For kinds that are made by a sign-in'),
    redirect_uri: z.url().optional().describe('For the code flow'),
  })
  .meta({ id: 'LongLivedTokenCreation' });
export type LongLivedTokenCreation = z.input<typeof longLivedTokenCreation>;

/** Either the token is there, or a sign-in whose end brings it. */
export const createdLongLivedToken = z
  .object({
    token: longLivedToken.nullable(),
    one_time_value: oneTimeValue.nullable(),
    sign_in: signIn.nullable(),
  })
  .meta({ id: 'CreatedLongLivedToken' });
export type CreatedLongLivedToken = z.infer<typeof createdLongLivedToken>;
