import type { Express } from 'express';
import { type ShutdownResponse, shutdownRequest } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function shutdownRoutes(application: Express, { services }: ServerContext): void {
  application.post('/v1/shutdown', async (request, response) => {
    await services.lifecycle.shutDown(validated(shutdownRequest, request.body ?? {}, 'member'));
    response.status(202).json({ status: 'ending' } satisfies ShutdownResponse);
  });
}
