/** `GET /v1/audit`: who asked for which token when. */

import * as z from 'zod';
import { epochSeconds, profileName } from './common.ts';

export const auditEntry = z
  .object({
    at: epochSeconds,
    last_at: epochSeconds.describe('The same within a minute is one entry'),
    count: z.number().int(),
    outcome: z
      .enum(['served', 'permission_required', 'permission_denied', 'refused', 'exported', 'given'])
      .describe(
        'refused: not served for another reason; exported: a long-lived token went to the place that `resource` names; given: what `resource` names, the `sign-in` itself or the kept `password`, was given to the caller',
      ),
    problem: z.string().nullable().describe('refused: the stable code of the error; else null'),
    profile: profileName,
    account: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: none was served'),
    scope: z.string().describe('Space-separated; of the token, or what was asked for'),
    resource: z.array(z.string()),
    workspace: z.string().nullable().describe('Folder; null: outside any'),
    says: z
      .object({ program: z.string().nullable(), pid: z.number().int().nullable(), directory: z.string().nullable() })
      .describe("The program's own word"),
    confirmed: z
      .boolean()
      .nullable()
      .describe(
        'true: right after the call a process of yours with this pid was in this directory (Linux); false: it was not, or had ended; null: not looked',
      ),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditQuery = z
  .strictObject({
    since: z.coerce.number().nonnegative().max(1e11).optional().describe('Seconds since the Unix epoch'),
    account: z.string().min(1).max(256).optional().describe('Id or name'),
    limit: z.coerce.number().int().min(1).max(10_000).default(100),
  })
  .meta({ id: 'AuditQuery' });
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditResponse = z
  .object({
    enabled: z.boolean().describe('The setting `audit`; off: nothing new is kept'),
    entries: z.array(auditEntry).describe('The newest first'),
  })
  .meta({ id: 'Audit' });
export type AuditResponse = z.infer<typeof auditResponse>;
