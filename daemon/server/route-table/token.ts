/** Access tokens for programs. */

import * as api from '../../api.ts';
import { authorizationServer, type Route, store } from './route.ts';

export const tokenRoutes: Route[] = [
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
      'permission_required',
      'permission_denied',
      'signed_out',
      'scope_not_granted',
      'narrowing_refused',
      'deadline_exceeded',
      ...store,
      ...authorizationServer,
    ],
  },
];
