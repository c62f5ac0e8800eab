/** Where the grants are kept. */

import * as api from '../../api.ts';
import { type Route, store } from './route.ts';

export const storeRoutes: Route[] = [
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
    path: '/v1/store/migration',
    summary: 'Moves where the data key is kept; all sign-ins stay',
    body: api.storeMigration,
    status: 200,
    response: api.storeMigrationResponse,
    errors: ['store_not_movable', ...store],
  },
  {
    method: 'delete',
    path: '/v1/store/key',
    summary: 'Takes the data key away from where it is kept, once nothing is sealed with it',
    status: 200,
    response: api.storeKeyRemoval,
    errors: ['store_in_use', ...store],
  },
];
