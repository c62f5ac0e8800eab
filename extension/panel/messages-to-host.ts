/**
 * What the panel's view asks of the host, which checks it: it does what it is asked. By zod's small build, as all of it is
 * loaded into every window.
 */

import * as z from 'zod/mini';

const id = z.string().check(z.minLength(1), z.maxLength(1024));
/** As the daemon takes them, which looks closer. */
const fieldValues = z.record(
  z.string().check(z.maxLength(64)),
  z.union([z.string().check(z.maxLength(65_536)), z.number(), z.boolean(), z.null()]),
);
const ofAccount = { account: id };
const ofToken = { account: id, token: id };
const ofApplication = { account: id, application: id };
const ofOffer = { offer: id };
const destination = z.strictObject({ target: z.string().check(z.minLength(1), z.maxLength(64)), values: fieldValues });
/** Where a value shall go: a target of the daemon's, and what was filled in for it. */
export type Destination = z.infer<typeof destination>;
/** null: it is shown. */
const straight = { destination: z.nullable(destination) };

const wish = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('show_account'), ...ofAccount, all: z.boolean() }),
  z.strictObject({ name: z.literal('show_permissions') }),
  z.strictObject({ name: z.literal('show_activity') }),
  z.strictObject({ name: z.literal('create'), ...ofAccount, kind: id, values: fieldValues, ...straight }),
  z.strictObject({ name: z.literal('edit'), ...ofToken, values: fieldValues }),
  z.strictObject({ name: z.literal('rotate'), ...ofToken }),
  z.strictObject({ name: z.literal('test'), ...ofToken }),
  z.strictObject({ name: z.literal('revoke'), ...ofToken }),
  z.strictObject({ name: z.literal('export_kept'), ...ofToken, destination }),
  z.strictObject({ name: z.literal('forget'), ...ofToken }),
  z.strictObject({ name: z.literal('forget_left'), token: id }),
  z.strictObject({ name: z.literal('open_approval') }),
  z.strictObject({ name: z.literal('copy_approval') }),
  z.strictObject({ name: z.literal('show_qr_code') }),
  z.strictObject({ name: z.literal('cancel_approval') }),
  z.strictObject({ name: z.literal('reveal'), ...ofOffer }),
  z.strictObject({ name: z.literal('copy'), ...ofOffer, part: id }),
  z.strictObject({ name: z.literal('keep'), ...ofOffer }),
  z.strictObject({ name: z.literal('export'), ...ofOffer, destination }),
  z.strictObject({ name: z.literal('done'), ...ofOffer }),
  z.strictObject({ name: z.literal('export_targets') }),
  z.strictObject({ name: z.literal('give_credentials'), ...ofAccount, values: fieldValues }),
  z.strictObject({ name: z.literal('create_application'), ...ofAccount, values: fieldValues, ...straight }),
  z.strictObject({ name: z.literal('edit_application'), ...ofApplication, values: fieldValues }),
  z.strictObject({ name: z.literal('delete_application'), ...ofApplication }),
  z.strictObject({ name: z.literal('revoke_application_tokens'), ...ofApplication }),
  z.strictObject({ name: z.literal('subscriptions'), ...ofApplication }),
  z.strictObject({ name: z.literal('subscribe'), ...ofApplication, api: id }),
  z.strictObject({ name: z.literal('unsubscribe'), ...ofApplication, api: id }),
  z.strictObject({
    name: z.literal('decide'),
    ...ofAccount,
    workspace: z.nullable(z.string().check(z.maxLength(4096))),
    decision: z.enum(['allow', 'deny']),
  }),
  z.strictObject({ name: z.literal('take_back'), permission: id }),
  z.strictObject({ name: z.literal('sign_in'), profile: z.nullable(z.string().check(z.maxLength(64))) }),
  z.strictObject({ name: z.literal('revoke_all') }),
  z.strictObject({ name: z.literal('doctor') }),
  z.strictObject({ name: z.literal('log') }),
]);
export type Wish = z.infer<typeof wish>;

export const toHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('wish'), id: z.number(), wish }),
]);
export type ToHost = z.infer<typeof toHost>;
