import type { Express } from 'express';
import {
  type LeftTokensResponse,
  type LongLivedTokensResponse,
  longLivedTokenChange,
  longLivedTokenCreation,
  longLivedTokensQuery,
  tokenValue,
} from '../../api.ts';
import { admit, admitToToken } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function longLivedTokenRoutes(application: Express, { services }: ServerContext): void {
  const { longLivedTokens } = services;
  const tokens = '/v1/accounts/:account/tokens';

  application.get('/v1/accounts/:account/capabilities', async (request, response) => {
    response.json(await longLivedTokens.capabilities(request.params.account));
  });

  application.get(tokens, async (request, response) => {
    const { all } = validated(longLivedTokensQuery, request.query, 'parameter');
    const list = await longLivedTokens.list(request.params.account, { all: all === 'true' });
    response.json({ tokens: list } satisfies LongLivedTokensResponse);
  });

  application.post(tokens, async (request, response) => {
    const creation = validated(longLivedTokenCreation, request.body, 'member');
    await admit(services, request, request.params.account);
    response.status(201).json(await longLivedTokens.create(request.params.account, creation));
  });

  application.patch(`${tokens}/:id`, async (request, response) => {
    const change = validated(longLivedTokenChange, request.body, 'member');
    response.json(await longLivedTokens.edit(request.params.account, request.params.id, change));
  });

  application.post(`${tokens}/:id/rotate`, async (request, response) => {
    const { account, id } = request.params;
    await admitToToken(services, request, account, id);
    response.json(await longLivedTokens.rotate(account, id));
  });

  application.post(`${tokens}/:id/test`, async (request, response) => {
    const value = validated(tokenValue, request.body ?? {}, 'member');
    const { account, id } = request.params;
    await admitToToken(services, request, account, id);
    response.json(await longLivedTokens.test(account, id, value));
  });

  application.post(`${tokens}/:id/revoke`, async (request, response) => {
    const value = validated(tokenValue, request.body ?? {}, 'member');
    response.json(await longLivedTokens.revoke(request.params.account, request.params.id, value));
  });

  application.get('/v1/left-tokens', (_request, response) => {
    response.json({ tokens: longLivedTokens.left() } satisfies LeftTokensResponse);
  });

  application.delete('/v1/left-tokens/:id', (request, response) => {
    longLivedTokens.forgetLeft(request.params.id);
    response.status(204).end();
  });

  application.delete(`${tokens}/:id`, (request, response) => {
    longLivedTokens.forgetRecord(request.params.account, request.params.id);
    response.status(204).end();
  });
}
