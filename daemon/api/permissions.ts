/** `/v1/permissions` and `/v1/workspaces`: which workspace may have tokens of which account. */

import * as z from 'zod';
import { epochSeconds, profileName } from './common.ts';

const folder = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/, 'use the full path of a folder');

const workspace = z.object({ folder: z.string(), name: z.string() });

const permissionAccount = z.object({ id: z.string(), name: z.string(), profile: profileName });

export const permission = z
  .object({
    id: z.string(),
    workspace: workspace.nullable().describe('null: callers outside any workspace'),
    account: permissionAccount,
    decision: z.enum(['allow', 'once', 'deny']).describe('once: until the daemon ends'),
    given_at: epochSeconds.nullable().describe('null: nobody decided; it is so from the start'),
    last_used_at: epochSeconds.nullable(),
    client: z.string().nullable().describe('What the program that was decided about said of itself'),
  })
  .meta({ id: 'Permission' });
export type Permission = z.infer<typeof permission>;

/** A question that waits for a person. */
export const permissionRequest = z
  .object({
    id: z.string(),
    workspace,
    account: permissionAccount,
    client: z.string().nullable().describe('What the first program that asks says of itself'),
    asked_at: epochSeconds,
  })
  .meta({ id: 'PermissionRequest' });
export type PermissionRequest = z.infer<typeof permissionRequest>;

export const knownWorkspace = workspace
  .extend({ trusted: z.boolean(), open: z.boolean().describe('A window has it open now') })
  .meta({ id: 'Workspace' });
export type KnownWorkspace = z.infer<typeof knownWorkspace>;

export const permissionsResponse = z
  .object({
    permissions: z.array(permission),
    requests: z.array(permissionRequest),
    workspaces: z.array(knownWorkspace),
  })
  .meta({ id: 'Permissions' });
export type PermissionsResponse = z.infer<typeof permissionsResponse>;

/** An answer to a question, or a decision that nobody asked for. */
export const permissionDecision = z
  .union(
    [
      z.strictObject({
        request: z.string().max(64),
        decision: z
          .enum(['allow', 'once', 'deny', 'later'])
          .describe('later: those who wait are told so, and the next one asks again'),
      }),
      z.strictObject({
        workspace: folder.nullable().describe('Folder; null: callers outside any workspace'),
        account: z.string().max(256).describe('Id of the account'),
        decision: z.enum(['allow', 'once', 'deny']),
      }),
    ],
    { error: 'send `request` and `decision`, or `workspace`, `account` and `decision`' },
  )
  .meta({ id: 'PermissionDecision' });
export type PermissionDecision = z.infer<typeof permissionDecision>;

export const permissionDecided = z
  .object({ permission: permission.nullable().describe('null: it was put off') })
  .meta({ id: 'PermissionDecided' });
export type PermissionDecided = z.infer<typeof permissionDecided>;

/** All folders of one window; replaces what the window said before. */
export const workspaceRegistration = z
  .strictObject({
    window: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .describe('As in the `Tokenwell-Client` header of its WebSocket: `window=…`'),
    trusted: z.boolean(),
    workspaces: z.array(z.strictObject({ folder, name: z.string().min(1).max(256) })).max(64),
  })
  .meta({ id: 'WorkspaceRegistration' });
export type WorkspaceRegistration = z.infer<typeof workspaceRegistration>;
