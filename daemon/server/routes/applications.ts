import type { Express } from 'express';
import {
  type ApplicationsResponse,
  applicationCredentials,
  applicationWish,
  type SubscriptionsResponse,
  subscriptionWish,
} from '../../api.ts';
import { admit } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function applicationRoutes(express: Express, { services }: ServerContext): void {
  const { applications } = services;
  const all = '/v1/accounts/:account/applications';
  const one = `${all}/:id`;

  const credentials = '/v1/accounts/:account/application-credentials';

  express.post(credentials, async (request, response) => {
    const given = validated(applicationCredentials, request.body, 'member');
    await applications.giveCredentials(request.params.account, given);
    response.status(204).end();
  });

  express.delete(credentials, (request, response) => {
    applications.forgetCredentials(request.params.account);
    response.status(204).end();
  });

  express.get(all, async (request, response) => {
    const list = await applications.list(request.params.account);
    response.json({ applications: list } satisfies ApplicationsResponse);
  });

  express.post(all, async (request, response) => {
    const wish = validated(applicationWish, request.body, 'member');
    await admit(services, request, request.params.account);
    response.status(201).json(await applications.create(request.params.account, wish));
  });

  express.patch(one, async (request, response) => {
    const wish = validated(applicationWish, request.body, 'member');
    response.json(await applications.edit(request.params.account, request.params.id, wish));
  });

  express.delete(one, async (request, response) => {
    response.json(await applications.delete(request.params.account, request.params.id));
  });

  express.post(`${one}/revoke-tokens`, async (request, response) => {
    response.json(await applications.revokeTokens(request.params.account, request.params.id));
  });

  express.get(`${one}/subscriptions`, async (request, response) => {
    const subscriptions = await applications.subscriptions(request.params.account, request.params.id);
    response.json({ subscriptions } satisfies SubscriptionsResponse);
  });

  express.post(`${one}/subscriptions`, async (request, response) => {
    const { name } = validated(subscriptionWish, request.body, 'member');
    await applications.subscribe(request.params.account, request.params.id, name);
    response.status(204).end();
  });

  express.delete(`${one}/subscriptions/:name`, async (request, response) => {
    const { account, id, name } = request.params;
    await applications.unsubscribe(account, id, name);
    response.status(204).end();
  });
}
