import type { Express } from 'express';
import { environmentOffer, type SettingsChange, settingsChange } from '../../api.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function settingsRoutes(application: Express, { services, serveTcp }: ServerContext): void {
  application.get('/v1/settings', (_request, response) => {
    response.json(services.settings.get());
  });

  application.patch('/v1/settings', async (request, response) => {
    const change = validated(settingsChange, request.body, 'member') as SettingsChange;
    const settings = await services.settings.update(change);
    await serveTcp(settings.tcp);
    response.json(settings);
  });

  application.post('/v1/environment', (request, response) => {
    services.settings.offer(validated(environmentOffer, request.body, 'member'));
    response.status(204).end();
  });
}
