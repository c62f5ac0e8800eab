/** Sign-ins under way. */

import * as api from '../../api.ts';
import { authorizationServer, configuration, type Route, store } from './route.ts';

export const signInsRoutes: Route[] = [
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
      'permission_denied',
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
];
