import type { Express, Request } from 'express';
import {
  type PermissionDecided,
  type PermissionsResponse,
  permissionDecision,
  workspaceRegistration,
} from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';
import { wordsOf } from '../words.ts';

export function permissionRoutes(application: Express, { services }: ServerContext): void {
  const { permissions } = services;

  application.get('/v1/permissions', (_request, response) => {
    response.json(permissions.list() satisfies PermissionsResponse);
  });

  application.post('/v1/permissions', (request, response) => {
    refuseUntrusted(request);
    const decision = validated(permissionDecision, request.body, 'member');
    response.json({ permission: permissions.decide(decision) } satisfies PermissionDecided);
  });

  application.delete('/v1/permissions/:id', (request, response) => {
    refuseUntrusted(request);
    permissions.remove(request.params.id);
    response.status(204).end();
  });

  application.post('/v1/workspaces', async (request, response) => {
    await permissions.register(validated(workspaceRegistration, request.body, 'member'));
    response.status(204).end();
  });

  /** A folder that is not trusted does not decide about itself or others. */
  function refuseUntrusted(request: Request): void {
    const { workspace, trusted } = permissions.identify(wordsOf(request), null);
    if (trusted) return;
    const detail = `The folder ${workspace} is not trusted in VS Code, so nothing is decided from there.`;
    throw new TokenwellError('permission_denied', detail);
  }
}
