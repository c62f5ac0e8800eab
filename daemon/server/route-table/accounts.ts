/** Who is signed in, and the ends of that. */

import * as api from '../../api.ts';
import { management, permission, type Route, store } from './route.ts';

export const accountsRoutes: Route[] = [
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
    path: '/v1/accounts/{id}/transfer',
    summary:
      'Gives the grant of an account away: it is forgotten here, not revoked, and told once. Ask the person first',
    status: 200,
    response: api.transferredGrant,
    errors: [...permission, 'action_not_supported', ...management],
  },
  {
    method: 'post',
    path: '/v1/accounts/{id}/kept-password',
    summary: 'Tells the password that the person wanted kept, for an environment. Ask the person first',
    status: 200,
    response: api.keptPassword,
    errors: [...permission, ...management],
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/capabilities',
    summary: 'What can be managed on this account: kinds of long-lived tokens and applications, with their forms',
    status: 200,
    response: api.accountCapabilities,
    errors: [...management],
  },
  {
    method: 'post',
    path: '/v1/revoke-all',
    summary: "Revokes the user's own long-lived tokens, signs all accounts out, and tells what may still be alive",
    status: 200,
    response: api.revokeAllResponse,
    errors: [...store],
  },
];
