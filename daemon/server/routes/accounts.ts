import type { Express } from 'express';
import type { AccountsResponse, KeptPassword } from '../../api.ts';
import { admit } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';

export function accountRoutes(application: Express, { services }: ServerContext): void {
  application.get('/v1/accounts', (_request, response) => {
    response.json({ accounts: services.accounts.list() } satisfies AccountsResponse);
  });

  application.delete('/v1/accounts/:id', async (request, response) => {
    response.json(await services.accounts.signOut(request.params.id));
  });

  application.post('/v1/accounts/:id/transfer', async (request, response) => {
    await admit(services, request, request.params.id);
    response.json(await services.accounts.transfer(request.params.id));
  });

  application.post('/v1/accounts/:id/kept-password', async (request, response) => {
    await admit(services, request, request.params.id);
    response.json({ password: await services.accounts.keptPassword(request.params.id) } satisfies KeptPassword);
  });

  application.post('/v1/revoke-all', async (_request, response) => {
    response.json(await services.revokeAll.revokeAll());
  });
}
