import type { Express } from 'express';
import { type SignInsResponse, signInCallback, signInCreation } from '../../api.ts';
import { demandTrust } from '../readable-workspace.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function signInRoutes(application: Express, { services }: ServerContext): void {
  const { signIns } = services;

  application.get('/v1/sign-ins', (_request, response) => {
    response.json({ sign_ins: signIns.list() } satisfies SignInsResponse);
  });

  application.post('/v1/sign-ins', async (request, response) => {
    const creation = validated(signInCreation, request.body, 'member');
    demandTrust(services.permissions, creation.workspace);
    response.status(201).json(await signIns.start(creation));
  });

  application.get('/v1/sign-ins/:id', (request, response) => {
    response.json(signIns.get(request.params.id));
  });

  application.delete('/v1/sign-ins/:id', async (request, response) => {
    response.json(await signIns.cancel(request.params.id));
  });

  application.post('/v1/sign-ins/:id/callback', async (request, response) => {
    const callback = validated(signInCallback, request.body, 'member');
    response.json(await signIns.redeem(request.params.id, callback.callback_url));
  });
}
