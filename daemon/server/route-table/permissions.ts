/** Which workspace may have what, and who asked. */

import * as api from '../../api.ts';
import { type Route, store } from './route.ts';

export const permissionsRoutes: Route[] = [
  {
    method: 'get',
    path: '/v1/permissions',
    summary: 'Which workspace may have tokens of which account, and the questions that wait for a person',
    status: 200,
    response: api.permissionsResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/permissions',
    summary: 'Answers a question, or decides without one',
    body: api.permissionDecision,
    status: 200,
    response: api.permissionDecided,
    errors: ['permission_not_found', 'permission_denied', 'account_not_found', ...store],
  },
  {
    method: 'delete',
    path: '/v1/permissions/{id}',
    summary: 'Takes back what was decided',
    status: 204,
    errors: ['permission_not_found', 'permission_denied', ...store],
  },
  {
    method: 'post',
    path: '/v1/workspaces',
    summary: 'The folders that a window has open, while it listens to the events',
    body: api.workspaceRegistration,
    status: 204,
    errors: [],
  },
  {
    method: 'get',
    path: '/v1/audit',
    summary: 'Who asked for which token when, the newest first',
    query: api.auditQuery,
    status: 200,
    response: api.auditResponse,
    errors: [...store],
  },
];
