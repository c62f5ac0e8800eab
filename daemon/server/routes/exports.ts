import type { Express } from 'express';
import { type ExportTargetsResponse, exportWish, keptTokenExport } from '../../api.ts';
import { admitToToken, admitToValue } from '../admit.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function exportRoutes(application: Express, { services }: ServerContext): void {
  const { exports } = services;

  application.get('/v1/export-targets', (_request, response) => {
    response.json({ targets: exports.targets() } satisfies ExportTargetsResponse);
  });

  application.post('/v1/export-checks', async (request, response) => {
    response.json(await exports.check(validated(exportWish, request.body, 'member')));
  });

  application.post('/v1/one-time-values/:id/export', async (request, response) => {
    const wish = validated(exportWish, request.body, 'member');
    const caller = await admitToValue(services, request, request.params.id);
    response.json(await exports.exportValue(request.params.id, wish, caller));
  });

  application.post('/v1/accounts/:account/tokens/:id/export', async (request, response) => {
    const { confirmed: _, ...wish } = validated(keptTokenExport, request.body, 'member');
    const { account, id } = request.params;
    const caller = await admitToToken(services, request, account, id);
    response.json(await exports.exportKept(account, id, wish, caller));
  });
}
