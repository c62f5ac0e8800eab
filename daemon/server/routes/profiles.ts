import type { Express } from 'express';
import {
  type ProfileChange,
  type ProfileCreation,
  profileChange,
  profileCreation,
  profilesQuery,
  serverDiscoveryRequest,
} from '../../api.ts';
import { readableWorkspace } from '../readable-workspace.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function profileRoutes(application: Express, { services }: ServerContext): void {
  const readable = (workspace: string | undefined) => readableWorkspace(services.permissions, workspace);

  application.get('/v1/profiles', (request, response) => {
    const { workspace } = validated(profilesQuery, request.query, 'parameter');
    response.json(services.profiles.list(readable(workspace)));
  });

  application.get('/v1/profiles/:name', (request, response) => {
    const { workspace } = validated(profilesQuery, request.query, 'parameter');
    response.json(services.profiles.describe(request.params.name, readable(workspace)));
  });

  application.get('/v1/profiles/:name/capabilities', async (request, response) => {
    const { workspace } = validated(profilesQuery, request.query, 'parameter');
    response.json(await services.signIns.capabilities(request.params.name, readable(workspace)));
  });

  application.get('/v1/profiles/:name/environment-presets', (request, response) => {
    const { workspace } = validated(profilesQuery, request.query, 'parameter');
    response.json(services.environmentPresets.list(request.params.name, readable(workspace)));
  });

  application.post('/v1/profiles', async (request, response) => {
    validated(profileCreation, request.body, 'member');
    // As it was sent, so that the file gets what the person wrote and no defaults.
    response.status(201).json(await services.profiles.add(request.body as ProfileCreation));
  });

  application.post('/v1/discoveries', async (request, response) => {
    const { address, provider } = validated(serverDiscoveryRequest, request.body, 'member');
    response.json(await services.signIns.discover(address, provider));
  });

  application.patch('/v1/profiles/:name', async (request, response) => {
    const change = validated(profileChange, request.body, 'member') as ProfileChange;
    response.json(await services.profiles.change(request.params.name, change));
  });

  application.delete('/v1/profiles/:name', async (request, response) => {
    await services.profiles.remove(request.params.name);
    response.status(204).end();
  });
}
