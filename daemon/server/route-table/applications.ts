/** OAuth clients of the user and their subscriptions. */

import * as api from '../../api.ts';
import { management, permission, type Route } from './route.ts';

export const applicationsRoutes: Route[] = [
  {
    method: 'post',
    path: '/v1/accounts/{account}/application-credentials',
    summary:
      'Gives what the server wants besides the sign-in for calls about applications; held for two minutes in memory',
    body: api.applicationCredentials,
    status: 204,
    errors: ['action_not_supported', ...management],
  },
  {
    method: 'delete',
    path: '/v1/accounts/{account}/application-credentials',
    summary: 'Forgets it at once',
    status: 204,
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/applications',
    summary: 'OAuth clients that the user has registered',
    status: 200,
    response: api.applicationsResponse,
    errors: ['action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'post',
    path: '/v1/accounts/{account}/applications',
    summary: 'Registers an OAuth client; its secret is a value that is shown once',
    body: api.applicationWish,
    status: 201,
    response: api.createdApplication,
    errors: [...permission, 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'patch',
    path: '/v1/accounts/{account}/applications/{id}',
    summary: 'Changes what can be changed of an application',
    body: api.applicationWish,
    status: 200,
    response: api.application,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'delete',
    path: '/v1/accounts/{account}/applications/{id}',
    summary: 'Deletes an application, and with it what was issued to it',
    status: 200,
    response: api.applicationResult,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'post',
    path: '/v1/accounts/{account}/applications/{id}/revoke-tokens',
    summary: 'Revokes all tokens that were issued to an application',
    status: 200,
    response: api.applicationResult,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/applications/{id}/subscriptions',
    summary: 'The APIs that an application is subscribed to',
    status: 200,
    response: api.subscriptionsResponse,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'post',
    path: '/v1/accounts/{account}/applications/{id}/subscriptions',
    summary: 'Subscribes an application to an API',
    body: api.subscriptionWish,
    status: 204,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
  {
    method: 'delete',
    path: '/v1/accounts/{account}/applications/{id}/subscriptions/{name}',
    summary: 'Ends the subscription of an application to an API',
    status: 204,
    errors: ['application_not_found', 'action_not_supported', 'credentials_needed', ...management],
  },
];
