import type { Express } from 'express';
import { storeMigration, storeUnlock } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function storeRoutes(application: Express, { services }: ServerContext): void {
  application.get('/v1/store', (_request, response) => {
    response.json(services.store.status());
  });

  application.post('/v1/store/unlock', async (request, response) => {
    response.json(await services.store.unlock(validated(storeUnlock, request.body, 'member')));
  });

  application.post('/v1/store/migration', async (request, response) => {
    response.json(await services.store.migrate(validated(storeMigration, request.body, 'member')));
  });

  application.delete('/v1/store/key', async (_request, response) => {
    response.json(await services.store.removeKey());
  });
}
