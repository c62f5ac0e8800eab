/** Credentials that other tools keep. */

import * as api from '../../api.ts';
import { authorizationServer, configuration, type Route, store } from './route.ts';

export const importsRoutes: Route[] = [
  {
    method: 'get',
    path: '/v1/imports',
    summary:
      'Where credentials of other tools may lie; the client looks there, since the daemon has not its environment',
    status: 200,
    response: api.importSourcesResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/imports',
    summary: 'Reads what a client found and tells what could be taken over; asks no server',
    body: api.importSearch,
    status: 200,
    response: api.importOffersResponse,
    errors: ['configuration_broken'],
  },
  {
    method: 'post',
    path: '/v1/imports/{id}/take',
    summary: 'Tries it at its server, and keeps it as an account where it works',
    body: api.importTaking,
    status: 201,
    response: api.importResult,
    errors: [
      'import_not_found',
      'import_refused',
      'profile_not_found',
      'profile_exists',
      'flow_not_supported',
      ...configuration,
      ...store,
      ...authorizationServer,
    ],
  },
  {
    method: 'delete',
    path: '/v1/imports/{id}',
    summary: 'Forgets what was found',
    status: 204,
    errors: [],
  },
];
