/**
 * `/v1/one-time-values`: a secret that a server shows once. The daemon holds it in memory for two minutes; until then it can
 * be shown once, kept in the secret store, or exported, and then it is nowhere.
 */

import * as z from 'zod';
import { epochSeconds, profileName } from './common.ts';

export const oneTimeValue = z
  .object({
    id: z.string().describe('Random; whoever knows it may have the value'),
    expires_at: epochSeconds.describe('Forgotten then'),
    parts: z.array(z.string()).describe('What there is to show, e.g. token, refresh_token, client_secret'),
    may_keep: z.boolean().describe('It can be kept in the secret store and served like any other profile'),
    warning: z.string().describe('What it carries, for the person who is about to see it'),
  })
  .meta({ id: 'OneTimeValue' });
export type OneTimeValue = z.infer<typeof oneTimeValue>;

export const shownValue = z
  .object({
    parts: z.array(z.object({ name: z.string(), label: z.string(), value: z.string() })),
  })
  .meta({ id: 'ShownValue' });
export type ShownValue = z.infer<typeof shownValue>;

export const keepRequest = z
  .strictObject({ profile: profileName.describe('Name of the new profile under which it is served') })
  .meta({ id: 'KeepRequest' });
export type KeepRequest = z.infer<typeof keepRequest>;
