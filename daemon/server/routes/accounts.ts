import type { Express, Request } from 'express';
import type { AccountsResponse, KeptPassword } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { admit } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';

export function accountRoutes(application: Express, { services }: ServerContext): void {
  /** With the account as it is before what is asked for takes it off the list. */
  const admitTo = async (request: Request, id: string) => {
    const caller = await admit(services, request, id);
    const account = services.accounts.list().find((one) => one.id === id);
    if (!account) throw new TokenwellError('account_not_found', 'The account was signed out meanwhile.');
    return { caller, account };
  };

  application.get('/v1/accounts', (_request, response) => {
    response.json({ accounts: services.accounts.list() } satisfies AccountsResponse);
  });

  application.delete('/v1/accounts/:id', async (request, response) => {
    response.json(await services.accounts.signOut(request.params.id));
  });

  application.post('/v1/accounts/:id/transfer', async (request, response) => {
    const { caller, account } = await admitTo(request, request.params.id);
    const grant = await services.accounts.transfer(account.id);
    services.audit.given(caller, account, 'sign-in');
    response.json(grant);
  });

  application.post('/v1/accounts/:id/kept-password', async (request, response) => {
    const { caller, account } = await admitTo(request, request.params.id);
    const password = await services.accounts.keptPassword(account.id);
    if (password !== null) services.audit.given(caller, account, 'password');
    response.json({ password } satisfies KeptPassword);
  });

  application.post('/v1/revoke-all', async (_request, response) => {
    response.json(await services.revokeAll.revokeAll());
  });
}
