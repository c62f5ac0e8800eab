/** `/v1/imports`: credentials that people have already, in files and variables of a system's own tools. */

import * as z from 'zod';
import { accountSummary } from './accounts.ts';
import { epochSeconds, profileName } from './common.ts';

/** Where a client has to look: the daemon has neither the person's folder nor their environment. */
export const importSource = z
  .object({
    name: z.string().describe('Stable, for `--from`'),
    system: z.string().describe('As in `/v1/systems`'),
    label: z.string().describe('What wrote it, for people'),
    places: z
      .array(z.string())
      .describe('Files: `./x` in the folder of the caller, `~/x` in their home, `$NAME/x` below what a variable names'),
    variables: z.array(z.string()).describe('Variables of the environment'),
  })
  .meta({ id: 'ImportSource' });
export type ImportSource = z.infer<typeof importSource>;

export const importSourcesResponse = z.object({ sources: z.array(importSource) }).meta({ id: 'ImportSources' });
export type ImportSourcesResponse = z.infer<typeof importSourcesResponse>;

/** What was found in one place: the text of a file, or variables. */
export const importMaterial = z
  .strictObject({
    place: z.string().min(1).max(4096).describe('For people: the path of the file, or that it is the environment'),
    text: z.string().max(262_144).optional(),
    variables: z.record(z.string().max(128), z.string().max(65_536)).optional(),
    source: z.string().max(64).optional().describe('Or its system: read it as this and nothing else'),
  })
  .meta({ id: 'ImportMaterial' });
export type ImportMaterial = z.infer<typeof importMaterial>;

export const importSearch = z.strictObject({ materials: z.array(importMaterial).max(64) }).meta({ id: 'ImportSearch' });
export type ImportSearch = z.infer<typeof importSearch>;

/** One credential that could be taken over. Its secret stays in the daemon's memory for ten minutes. */
export const importOffer = z
  .object({
    id: z.string().describe('Random'),
    label: z.string().describe('What wrote it'),
    places: z.array(z.string()).describe('Where it lies; several files may hold the same one'),
    part: z.string().nullable().describe('Which of several in one file, e.g. a stage'),
    kind: z.enum(['refresh_token', 'offline_token', 'access_token', 'password', 'unknown']),
    issuer: z.string().nullable().describe('Who issued it, as it says itself: show its host before it is taken'),
    client_id: z.string().nullable(),
    user: z.string().nullable().describe('Whose it is, where that can be read without asking the server'),
    expires_at: epochSeconds.nullable(),
    profile: profileName.nullable().describe('Under which it would be served; null: one must be named'),
    profile_is_new: z.boolean(),
    problem: z.string().nullable().describe('Why it cannot be taken, and what to do'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ImportOffer' });
export type ImportOffer = z.infer<typeof importOffer>;

export const importOffersResponse = z.object({ offers: z.array(importOffer) }).meta({ id: 'ImportOffers' });
export type ImportOffersResponse = z.infer<typeof importOffersResponse>;

export const importTaking = z
  .strictObject({
    profile: profileName.optional().describe('Instead of the one that the offer names; made if need be'),
    like: profileName.optional().describe('A profile of the same server, which a new one takes after'),
  })
  .meta({ id: 'ImportTaking' });
export type ImportTaking = z.infer<typeof importTaking>;

export const importResult = z
  .object({
    account: accountSummary,
    profile: profileName,
    profile_created: z.boolean(),
    used_up: z.boolean().describe('The server replaced it: the copy in the place where it was found works no more'),
    detail: z.string().describe('What that means for the copy that is left'),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.infer<typeof importResult>;
