/**
 * What the panel's two sides say to each other. Each checks what comes from the other one: the view shows what a server
 * chose, and the host does what the view asks.
 */

import * as z from 'zod';
import {
  accountCapabilities,
  accountSummary,
  application,
  auditEntry,
  fieldValues,
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
});
export type Offer = z.infer<typeof offer>;

/** A sign-in that makes a token, while it waits for somebody to approve it. */
export const approval = z.object({
  host: z.string(),
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
});
export type Answer = z.infer<typeof answer>;

const details = z.object({
  capabilities: accountCapabilities,
  tokens: z.array(longLivedToken),
  applications: z.array(application).nullable(),
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

const id = z.string().min(1).max(1024);
const ofAccount = { account: id };
const ofToken = { account: id, token: id };
const ofApplication = { account: id, application: id };
const ofOffer = { offer: id };

export const wish = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('show_account'), ...ofAccount, all: z.boolean() }),
  z.strictObject({ name: z.literal('show_permissions') }),
  z.strictObject({ name: z.literal('show_activity') }),
  z.strictObject({ name: z.literal('create'), ...ofAccount, kind: id, values: fieldValues }),
  z.strictObject({ name: z.literal('edit'), ...ofToken, values: fieldValues }),
  z.strictObject({ name: z.literal('rotate'), ...ofToken }),
  z.strictObject({ name: z.literal('test'), ...ofToken }),
  z.strictObject({ name: z.literal('revoke'), ...ofToken }),
  z.strictObject({ name: z.literal('forget'), ...ofToken }),
  z.strictObject({ name: z.literal('open_approval') }),
  z.strictObject({ name: z.literal('copy_approval') }),
  z.strictObject({ name: z.literal('show_qr_code') }),
  z.strictObject({ name: z.literal('cancel_approval') }),
  z.strictObject({ name: z.literal('reveal'), ...ofOffer }),
  z.strictObject({ name: z.literal('copy'), ...ofOffer, part: id }),
  z.strictObject({ name: z.literal('keep'), ...ofOffer }),
  z.strictObject({ name: z.literal('done'), ...ofOffer }),
  z.strictObject({ name: z.literal('create_application'), ...ofAccount, values: fieldValues }),
  z.strictObject({ name: z.literal('edit_application'), ...ofApplication, values: fieldValues }),
  z.strictObject({ name: z.literal('delete_application'), ...ofApplication }),
  z.strictObject({ name: z.literal('revoke_application_tokens'), ...ofApplication }),
  z.strictObject({ name: z.literal('subscriptions'), ...ofApplication }),
  z.strictObject({ name: z.literal('subscribe'), ...ofApplication, api: id }),
  z.strictObject({ name: z.literal('unsubscribe'), ...ofApplication, api: id }),
  z.strictObject({
    name: z.literal('decide'),
    ...ofAccount,
    workspace: z.string().max(4096).nullable(),
    decision: z.enum(['allow', 'deny']),
  }),
  z.strictObject({ name: z.literal('take_back'), permission: id }),
  z.strictObject({ name: z.literal('sign_in'), profile: z.string().max(64).nullable() }),
  z.strictObject({ name: z.literal('doctor') }),
  z.strictObject({ name: z.literal('log') }),
]);
export type Wish = z.infer<typeof wish>;

export const toHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('wish'), id: z.number(), wish }),
]);
export type ToHost = z.infer<typeof toHost>;
