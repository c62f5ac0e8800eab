import type { Express } from 'express';
import { clientKeyCreation } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function clientKeyRoutes(application: Express, { keys }: ServerContext): void {
  application.post('/v1/client-keys', (request, response) => {
    const { workspace } = validated(clientKeyCreation, request.body, 'member');
    response.status(201).json(keys.ofWorkspace(workspace));
  });
}
