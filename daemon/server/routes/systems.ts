import type { Express } from 'express';
import { type SystemsResponse, systemWish } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function systemRoutes(application: Express, { services }: ServerContext): void {
  application.get('/v1/systems', (_request, response) => {
    response.json({ systems: services.systems.list() } satisfies SystemsResponse);
  });

  application.post('/v1/systems/:name/profile', (request, response) => {
    const { values } = validated(systemWish, request.body, 'member');
    response.json(services.systems.define(request.params.name, values));
  });
}
