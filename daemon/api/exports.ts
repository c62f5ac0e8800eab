/**
 * Exports: a long-lived token goes from the daemon straight into a place that is made for secrets, so that it passes no
 * screen, clipboard or command line.
 */

import * as z from 'zod';
import { field, fieldValues } from './fields.ts';

export const exportTarget = z
  .object({
    name: z.string().describe('Stable, e.g. vault'),
    label: z.string().describe('As people say: HashiCorp Vault or OpenBao'),
    description: z.string().describe('Where the value goes, and by whose credentials, in a sentence or two'),
    fields: z.array(field),
    environment: z
      .array(z.string())
      .describe('Variables in which its own tools find their address and credentials; the caller sends those it has'),
  })
  .meta({ id: 'ExportTarget' });
export type ExportTarget = z.infer<typeof exportTarget>;

export const exportTargetsResponse = z.object({ targets: z.array(exportTarget) }).meta({ id: 'ExportTargets' });
export type ExportTargetsResponse = z.infer<typeof exportTargetsResponse>;

export const exportWish = z
  .strictObject({
    target: z.string().min(1).max(64),
    values: fieldValues.default({}),
    environment: z
      .record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(32_768))
      .default({})
      .describe('Of the variables that the target names, those that the caller has; used once, kept nowhere'),
    directory: z.string().min(1).max(4096).optional().describe('From where relative paths are meant'),
  })
  .meta({ id: 'ExportWish' });
export type ExportWish = z.input<typeof exportWish>;

/** For a token that is kept: its value has been out of sight, and a person has to want it elsewhere. */
export const keptTokenExport = exportWish
  .extend({ confirmed: z.literal(true).describe('A person was told what it carries, and said yes') })
  .meta({ id: 'KeptTokenExport' });
export type KeptTokenExport = z.input<typeof keptTokenExport>;

export const exportOutcome = z
  .object({
    target: z.string(),
    place: z.string().describe('Where it is, for a person: secret/lab in the Vault at vault.example.org'),
  })
  .meta({ id: 'ExportOutcome' });
export type ExportOutcome = z.infer<typeof exportOutcome>;
