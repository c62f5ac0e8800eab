/** What the host tells the panel's view, which checks it: it shows what a server chose. */

import * as z from 'zod';
import {
  accountCapabilities,
  accountSummary,
  application,
  auditEntry,
  exportTarget,
  fieldValues,
  leftToken,
  longLivedToken,
  permission,
  subscription,
} from '../../daemon/api.ts';

/** What went wrong, and ways on besides trying again. */
export const problem = z.object({ detail: z.string(), ways: z.array(z.enum(['retry', 'sign_in', 'doctor', 'log'])) });
export type Problem = z.infer<typeof problem>;

/** A value that can be shown once. What it is called here is worth nothing to the daemon. */
export const offer = z.object({
  id: z.string(),
  title: z.string(),
  expires_at: z.number(),
  parts: z.array(z.string()),
  may_keep: z.boolean(),
  warning: z.string(),
  failed: z
    .object({ problem, destination: z.object({ target: z.string(), values: fieldValues }) })
    .nullable()
    .describe('It was to go straight elsewhere, and did not arrive there'),
});
export type Offer = z.infer<typeof offer>;

/** A sign-in that makes a token, while it waits for somebody to approve it. */
export const approval = z.object({
  host: z.string(),
  scopes: z.array(z.string()),
  code: z.string().nullable(),
  address: z.string(),
  elsewhere: z.string().nullable().describe('The address is at this host, not at the server'),
  may_open: z.boolean(),
  expires_at: z.number().nullable(),
});
export type Approval = z.infer<typeof approval>;

export const answer = z.object({
  words: z.string().nullable().describe('null: nothing to say, or the person turned away'),
  good: z.boolean(),
  parts: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })).nullable(),
  subscriptions: z.array(subscription).nullable(),
  targets: z.array(exportTarget).nullable().describe('Where values can be exported to'),
});
export type Answer = z.infer<typeof answer>;

const details = z.object({
  capabilities: accountCapabilities,
  tokens: z.array(longLivedToken),
  applications: z
    .array(application)
    .nullable()
    .describe('null: there are none, or the server wants the kind’s credentials for each call'),
});
export type Details = z.infer<typeof details>;

export const toView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accounts'), connected: z.boolean(), accounts: z.array(accountSummary) }),
  z.object({
    type: z.literal('details'),
    account: z.string(),
    details: details.nullable(),
    problem: problem.nullable(),
  }),
  z.object({ type: z.literal('left_tokens'), tokens: z.array(leftToken) }),
  z.object({ type: z.literal('permissions'), permissions: z.array(permission), problem: problem.nullable() }),
  z.object({
    type: z.literal('activity'),
    enabled: z.boolean(),
    entries: z.array(auditEntry),
    problem: problem.nullable(),
  }),
  z.object({ type: z.literal('offer'), offer: offer.nullable(), words: z.string().nullable() }),
  z.object({ type: z.literal('approval'), approval: approval.nullable(), problem: problem.nullable() }),
  z.object({ type: z.literal('answer'), id: z.number(), answer: answer.nullable(), problem: problem.nullable() }),
]);
export type ToView = z.infer<typeof toView>;
