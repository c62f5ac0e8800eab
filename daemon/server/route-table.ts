/**
 * Every call of the wire contract in one table. `docs/openapi.json` is generated from it, the answer to a wrong method comes
 * from it, and a test compares it with what is really served.
 */

import { accountsRoutes } from './route-table/accounts.ts';
import { applicationsRoutes } from './route-table/applications.ts';
import { daemonRoutes } from './route-table/daemon.ts';
import { exportsRoutes } from './route-table/exports.ts';
import { importsRoutes } from './route-table/imports.ts';
import { longLivedTokensRoutes } from './route-table/long-lived-tokens.ts';
import { permissionsRoutes } from './route-table/permissions.ts';
import { profilesRoutes } from './route-table/profiles.ts';
import type { Route } from './route-table/route.ts';
import { settingsRoutes } from './route-table/settings.ts';
import { signInsRoutes } from './route-table/sign-ins.ts';
import { storeRoutes } from './route-table/store.ts';
import { tokenRoutes } from './route-table/token.ts';

export type { Route };

export const routeTable: Route[] = [
  ...tokenRoutes,
  ...daemonRoutes,
  ...profilesRoutes,
  ...accountsRoutes,
  ...longLivedTokensRoutes,
  ...exportsRoutes,
  ...applicationsRoutes,
  ...importsRoutes,
  ...signInsRoutes,
  ...permissionsRoutes,
  ...settingsRoutes,
  ...storeRoutes,
];
