/** `/v1/systems`: the systems that Tokenwell knows by name, and what a profile of each needs. */

import * as z from 'zod';
import { profileName } from './common.ts';
import { field, fieldValues } from './fields.ts';
import { profileDefinition } from './profiles.ts';

export const system = z
  .object({
    name: z.string().describe('Stable, e.g. keycloak'),
    label: z.string(),
    description: z.string().describe('What it is, and which of its clients the profile will use'),
    fields: z.array(field),
  })
  .meta({ id: 'System' });
export type System = z.infer<typeof system>;

export const systemsResponse = z.object({ systems: z.array(system) }).meta({ id: 'Systems' });
export type SystemsResponse = z.infer<typeof systemsResponse>;

export const systemWish = z.strictObject({ values: fieldValues }).meta({ id: 'SystemWish' });
export type SystemWish = z.infer<typeof systemWish>;

/** What would be added: nothing is written by asking. */
export const systemProfile = z
  .object({
    name: profileName.describe('A proposal'),
    definition: profileDefinition,
    flow: z.string().nullable().describe('How to sign in on it; null: as the server offers it'),
  })
  .meta({ id: 'SystemProfile' });
export type SystemProfile = z.infer<typeof systemProfile>;
