/** That the daemon is up, its proof, its end, its events, and what is wrong. */

import * as api from '../../api.ts';
import { configuration, type Route } from './route.ts';

export const daemonRoutes: Route[] = [
  {
    method: 'get',
    path: '/v1/proof',
    tcp: true,
    summary: 'Proves that this daemon knows a client key; the only call over TCP without one',
    query: api.proofQuery,
    status: 200,
    response: api.proofResponse,
    errors: ['client_key_wrong'],
  },
  {
    method: 'get',
    path: '/v1/health',
    tcp: true,
    summary: 'That the daemon is up, and which one it is',
    status: 200,
    response: api.healthResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/client-keys',
    summary: 'The file with the client key of a workspace; made when it is first asked for',
    body: api.clientKeyCreation,
    status: 201,
    response: api.clientKeyResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/diagnoses',
    summary: "Looks for what is wrong between the daemon and a profile's server; asks the server",
    body: api.diagnosisRequest,
    status: 200,
    response: api.diagnosisResponse,
    errors: ['profile_not_found', ...configuration],
  },
  {
    method: 'post',
    path: '/v1/shutdown',
    summary: 'Ends the daemon once refreshes in flight are done',
    body: api.shutdownRequest,
    bodyOptional: true,
    status: 202,
    response: api.shutdownResponse,
    errors: ['handover_declined'],
  },
  {
    method: 'get',
    path: '/v1/events',
    summary: 'WebSocket: first the whole state, then every change. Messages are of the schema Event',
    status: 101,
    errors: ['upgrade_refused'],
  },
];
