import type { Express } from 'express';
import { importSearch, importTaking } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function importRoutes(application: Express, { services }: ServerContext): void {
  const { imports } = services;

  application.get('/v1/imports', (_request, response) => {
    response.json(imports.sources());
  });

  application.post('/v1/imports', async (request, response) => {
    response.json(await imports.search(validated(importSearch, request.body, 'member')));
  });

  application.post('/v1/imports/:id/take', async (request, response) => {
    const taking = validated(importTaking, request.body, 'member');
    response.status(201).json(await imports.take(request.params.id, taking));
  });

  application.delete('/v1/imports/:id', (request, response) => {
    imports.forget(request.params.id);
    response.status(204).end();
  });
}
