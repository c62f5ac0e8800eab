/** A folder whose `tokenwell.json` a caller wants read: only where no window says that it is not trusted. */

import { TokenwellError } from '../errors.ts';
import type { PermissionService } from '../services.ts';

/** undefined: nothing of it is read. */
export function readableWorkspace(
  permissions: Pick<PermissionService, 'isTrusted'>,
  workspace: string | undefined,
): string | undefined {
  return workspace !== undefined && permissions.isTrusted(workspace) ? workspace : undefined;
}

/** Throws `permission_denied`, for what would use the file rather than show it. */
export function demandTrust(permissions: Pick<PermissionService, 'isTrusted'>, workspace: string | undefined): void {
  if (workspace === undefined || permissions.isTrusted(workspace)) return;
  const detail = `The folder ${workspace} is not trusted in VS Code, so its tokenwell.json is not read.`;
  throw new TokenwellError('permission_denied', detail);
}
