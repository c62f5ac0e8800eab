import type { Express } from 'express';
import { keepRequest } from '../../api.ts';
import { admitToValue } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function oneTimeValueRoutes(application: Express, { services }: ServerContext): void {
  const { oneTimeValues } = services;

  // POST, because it can be done once only.
  application.post('/v1/one-time-values/:id/show', async (request, response) => {
    await admitToValue(services, request, request.params.id);
    response.json(oneTimeValues.show(request.params.id));
  });

  application.post('/v1/one-time-values/:id/keep', async (request, response) => {
    const { profile } = validated(keepRequest, request.body, 'member');
    await admitToValue(services, request, request.params.id);
    response.status(201).json(await oneTimeValues.keep(request.params.id, profile));
  });

  application.delete('/v1/one-time-values/:id', (request, response) => {
    oneTimeValues.forget(request.params.id);
    response.status(204).end();
  });
}
