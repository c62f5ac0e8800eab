/** The settings, and what a client offers for them. */

import * as api from '../../api.ts';
import { configuration, type Route } from './route.ts';

export const settingsRoutes: Route[] = [
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
];
