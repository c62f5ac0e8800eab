/**
 * Every call of the wire contract in one table. `docs/openapi.json` is generated from it, the answer to a wrong method comes
 * from it, and a test compares it with what is really served.
 */

import type { z } from 'zod';
import * as api from '../api.ts';
import type { ErrorCode } from '../errors.ts';

export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With `{name}` for parameters. */
  path: string;
  /** Served over TCP too. */
  tcp?: true;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The body may be left out. */
  bodyOptional?: true;
  status: 101 | 200 | 201 | 202 | 204;
  /** Absent for 204. */
  response?: z.ZodType;
  /** Besides those that any call may answer. */
  errors: ErrorCode[];
}

const authorizationServer = [
  'authorization_server_unavailable',
  'authorization_server_refused',
  'authorization_server_broken',
  'issuer_mismatch',
] as const satisfies ErrorCode[];
const store = ['store_locked', 'store_unavailable', 'store_damaged'] as const satisfies ErrorCode[];
const configuration = ['configuration_broken', 'insecure_address'] as const satisfies ErrorCode[];

export const routeTable: Route[] = [
  {
    method: 'get',
    path: '/v1/token/{profile}',
    tcp: true,
    summary:
      'A fresh access token; at once when there is one, else after a refresh. `Accept: text/plain` gives it bare',
    query: api.tokenQuery,
    status: 200,
    response: api.tokenResponse,
    errors: [
      'profile_not_found',
      'account_not_found',
      'account_ambiguous',
      'signed_out',
      'scope_not_granted',
      'narrowing_refused',
      'deadline_exceeded',
      ...store,
      ...authorizationServer,
    ],
  },
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
    method: 'get',
    path: '/v1/profiles',
    summary: 'All profiles, and the files that could not be read',
    query: api.profilesQuery,
    status: 200,
    response: api.profilesResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/profiles',
    summary: "Adds a profile to the user's configuration file",
    body: api.profileCreation,
    status: 201,
    response: api.profileSummary,
    errors: ['profile_exists', 'profile_read_only', ...configuration],
  },
  {
    method: 'get',
    path: '/v1/profiles/{name}',
    summary: 'One profile with all that its file says of it',
    query: api.profilesQuery,
    status: 200,
    response: api.profileDetails,
    errors: ['profile_not_found', ...configuration],
  },
  {
    method: 'get',
    path: '/v1/profiles/{name}/capabilities',
    summary: "What the profile's server can do; asks the server",
    query: api.profilesQuery,
    status: 200,
    response: api.capabilities,
    errors: ['profile_not_found', ...configuration, ...authorizationServer],
  },
  {
    method: 'delete',
    path: '/v1/profiles/{name}',
    summary: "Removes a profile from the user's configuration file",
    status: 204,
    errors: ['profile_not_found', 'profile_read_only', ...configuration],
  },
  {
    method: 'get',
    path: '/v1/accounts',
    summary: 'All accounts with their state; never a secret',
    status: 200,
    response: api.accountsResponse,
    errors: [],
  },
  {
    method: 'delete',
    path: '/v1/accounts/{id}',
    summary: 'Signs out: revokes at the server, checks that where it can, deletes the grant',
    status: 200,
    response: api.signOutResponse,
    errors: ['account_not_found', ...store],
  },
  {
    method: 'post',
    path: '/v1/revoke-all',
    summary: 'Signs all accounts out, and tells what may still be alive',
    status: 200,
    response: api.revokeAllResponse,
    errors: [...store],
  },
  {
    method: 'get',
    path: '/v1/sign-ins',
    summary: 'Sign-ins under way, and those that ended in the last ten minutes',
    status: 200,
    response: api.signInsResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/sign-ins',
    summary: 'Starts a sign-in',
    body: api.signInCreation,
    status: 201,
    response: api.signIn,
    errors: [
      'profile_not_found',
      'flow_not_supported',
      'sign_in_denied',
      'too_many_sign_ins',
      ...configuration,
      ...store,
      ...authorizationServer,
    ],
  },
  {
    method: 'get',
    path: '/v1/sign-ins/{id}',
    summary: 'How a sign-in stands',
    status: 200,
    response: api.signIn,
    errors: ['sign_in_not_found'],
  },
  {
    method: 'delete',
    path: '/v1/sign-ins/{id}',
    summary: 'Cancels a sign-in, and the polling with it',
    status: 200,
    response: api.signIn,
    errors: ['sign_in_not_found'],
  },
  {
    method: 'post',
    path: '/v1/sign-ins/{id}/callback',
    summary: "Hands over what the code flow's redirect brought back",
    body: api.signInCallback,
    status: 200,
    response: api.signIn,
    errors: ['sign_in_not_found', 'sign_in_denied', 'sign_in_expired', ...store, ...authorizationServer],
  },
  {
    method: 'get',
    path: '/v1/settings',
    summary: 'The settings in force',
    status: 200,
    response: api.settings,
    errors: ['configuration_broken'],
  },
  {
    method: 'patch',
    path: '/v1/settings',
    summary: "Changes settings in the user's configuration file; null takes one out",
    body: api.settingsChange,
    status: 200,
    response: api.settings,
    errors: [...configuration],
  },
  {
    method: 'post',
    path: '/v1/environment',
    summary: 'Offers what a client found in its environment, for where the settings are silent',
    body: api.environmentOffer,
    status: 204,
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/store',
    summary: 'Where the grants are kept, and whether that is open',
    status: 200,
    response: api.storeStatus,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/store/unlock',
    summary: 'Opens the store with a passphrase or a data key',
    body: api.storeUnlock,
    status: 200,
    response: api.storeStatus,
    errors: ['store_mismatch', ...store],
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
