/** Errors, as RFC 9457 problem details. */

import * as z from 'zod';

/** RFC 9457 problem details, `application/problem+json`. */
export const problem = z
  .object({
    type: z.string().describe('`urn:tokenwell:error:CODE`; documented in docs/errors.md'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable; see docs/errors.md'),
    detail: z.string().describe('What happened and what to do, for a person'),
    hop: z.string().optional(),
    retry_after: z.number().optional(),
    accounts: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
