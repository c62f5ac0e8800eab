/** What a person can be asked for, so that windows and the CLI render a form without knowing the backend. */

import * as z from 'zod';

export const field = z
  .object({
    name: z.string(),
    label: z.string(),
    help: z.string().describe('One or two sentences; may be empty'),
    type: z
      .enum(['text', 'multiline', 'secret', 'boolean', 'choice', 'scopes', 'duration'])
      .describe('scopes: space-separated names; duration: seconds, as a number'),
    required: z.boolean(),
    default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
    choices: z
      .array(
        z.object({
          value: z.string(),
          label: z.string(),
          help: z.string(),
          fixed: z.boolean().optional().describe('For scopes: always asked for, whatever is chosen'),
        }),
      )
      .describe('For choice and scopes'),
    free: z.boolean().describe('For scopes: others than the choices may be named'),
    maximum: z.number().nullable().describe('For duration: seconds; for texts: characters'),
  })
  .meta({ id: 'Field' });
export type Field = z.infer<typeof field>;

/** What was filled in, by the names of the fields. null: left out. */
export const fieldValues = z
  .record(z.string().max(64), z.union([z.string().max(65_536), z.number(), z.boolean(), z.null()]))
  .meta({ id: 'FieldValues' });
export type FieldValues = z.infer<typeof fieldValues>;
