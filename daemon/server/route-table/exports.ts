/** Values that go to another place that is made for secrets. */

import * as api from '../../api.ts';
import { exporting, management, permission, type Route } from './route.ts';

export const exportsRoutes: Route[] = [
  {
    method: 'get',
    path: '/v1/export-targets',
    summary: 'Places that are made for secrets, to which a long-lived token can be exported, and what each asks for',
    status: 200,
    response: api.exportTargetsResponse,
    errors: [],
  },
  {
    method: 'post',
    path: '/v1/export-checks',
    summary: 'Whether an export would work, as far as that can be told without writing; asks the place',
    body: api.exportWish,
    status: 200,
    response: api.exportOutcome,
    errors: [...exporting],
  },
  {
    method: 'post',
    path: '/v1/one-time-values/{id}/export',
    summary: 'Puts the value into another place, and forgets it here once it has arrived',
    body: api.exportWish,
    status: 200,
    response: api.exportOutcome,
    errors: [...permission, 'one_time_value_gone', ...exporting],
  },
  {
    method: 'post',
    path: '/v1/accounts/{account}/tokens/{id}/export',
    summary: 'Puts the value of a token that is kept here into another place',
    body: api.keptTokenExport,
    status: 200,
    response: api.exportOutcome,
    errors: [...permission, 'action_not_supported', ...exporting, ...management],
  },
];
