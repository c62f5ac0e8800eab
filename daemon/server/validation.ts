/** Input against the schemas of api.ts. What is wrong is named, what was sent is not repeated: it may be a secret. */

import type { z } from 'zod';
import { TokenwellError } from '../errors.ts';

/** `noun` is what the schema's members are called in the message: `parameter`, `member`. Throws `bad_request`. */
export function validated<Schema extends z.ZodType>(schema: Schema, value: unknown, noun: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const names = issue?.code === 'unrecognized_keys' ? issue.keys : (issue?.path ?? []);
  const where = names.length > 0 ? `${noun} ${JSON.stringify(names.join('.').slice(0, 128))}` : noun;
  throw new TokenwellError('bad_request', `The ${where} is not as it must be: ${describe(issue)}.`);
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return 'there is none of this name';
  if (issue?.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) return 'it is empty';
  return (issue?.message ?? 'invalid').slice(0, 300);
}
