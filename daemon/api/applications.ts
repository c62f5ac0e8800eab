/** `/v1/accounts/{id}/applications`: OAuth clients that the user has registered, where a backend lets them. */

import * as z from 'zod';
import { epochSeconds } from './common.ts';
import { field, fieldValues } from './fields.ts';
import { oneTimeValue } from './one-time-values.ts';

export const applicationAction = z.enum(['edit', 'delete', 'revoke_tokens']);

export const applicationKind = z
  .object({
    label: z.string().describe('What the backend calls them: Applications, Clients'),
    description: z.string(),
    credentials: z
      .array(field)
      .optional()
      .describe(
        'What the server wants besides the sign-in, to be given as application credentials first; absent: nothing',
      ),
    create: z.array(field).nullable().describe('null: the user may not make one'),
    edit: z.array(field),
    subscriptions: z.boolean().describe('Applications subscribe to APIs one by one'),
  })
  .meta({ id: 'ApplicationKind' });
export type ApplicationKind = z.infer<typeof applicationKind>;

export const application = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    client_id: z.string().nullable(),
    created_at: epochSeconds.nullable(),
    properties: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
    values: fieldValues.describe('What can be edited, as it is now'),
    in_use: z.boolean().describe('The account itself signs in with it'),
    actions: z.array(applicationAction),
  })
  .meta({ id: 'Application' });
export type Application = z.infer<typeof application>;

export const applicationsResponse = z.object({ applications: z.array(application) }).meta({ id: 'Applications' });
export type ApplicationsResponse = z.infer<typeof applicationsResponse>;

export const applicationWish = z.strictObject({ values: fieldValues }).meta({ id: 'ApplicationWish' });
export type ApplicationWish = z.infer<typeof applicationWish>;

/** Held in memory for two minutes at most. */
export const applicationCredentials = z.strictObject({ values: fieldValues }).meta({ id: 'ApplicationCredentials' });
export type ApplicationCredentials = z.infer<typeof applicationCredentials>;

export const createdApplication = z
  .object({ application, one_time_value: oneTimeValue.nullable() })
  .meta({ id: 'CreatedApplication' });
export type CreatedApplication = z.infer<typeof createdApplication>;

export const applicationResult = z
  .object({ application: z.string(), detail: z.string().describe('What happened at the server, for a person') })
  .meta({ id: 'ApplicationResult' });
export type ApplicationResult = z.infer<typeof applicationResult>;

export const subscription = z.object({ name: z.string(), description: z.string() }).meta({ id: 'Subscription' });
export type Subscription = z.infer<typeof subscription>;

export const subscriptionsResponse = z.object({ subscriptions: z.array(subscription) }).meta({ id: 'Subscriptions' });
export type SubscriptionsResponse = z.infer<typeof subscriptionsResponse>;

export const subscriptionWish = z.strictObject({ name: z.string().min(1).max(256) }).meta({ id: 'SubscriptionWish' });
