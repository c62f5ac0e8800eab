/** Everything but the token route, on Express. The guard has let the call through before it comes here. */

import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { methodsAt } from './allowed-methods.ts';
import type { Limits } from './limits.ts';
import { sendProblem, toTokenwellError } from './problem.ts';
import { accountRoutes } from './routes/accounts.ts';
import { applicationRoutes } from './routes/applications.ts';
import { auditRoutes } from './routes/audit.ts';
import { clientKeyRoutes } from './routes/client-keys.ts';
import { diagnosisRoutes } from './routes/diagnoses.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { longLivedTokenRoutes } from './routes/long-lived-tokens.ts';
import { oneTimeValueRoutes } from './routes/one-time-values.ts';
import { permissionRoutes } from './routes/permissions.ts';
import { profileRoutes } from './routes/profiles.ts';
import { settingsRoutes } from './routes/settings.ts';
import { shutdownRoutes } from './routes/shutdown.ts';
import { signInRoutes } from './routes/sign-ins.ts';
import { storeRoutes } from './routes/store.ts';
import { systemRoutes } from './routes/systems.ts';
import type { ServerContext } from './server-context.ts';

export function createApplication(context: ServerContext, limits: Limits, log: Log): Express {
  const application = express();
  application.disable('x-powered-by').disable('etag');
  application.enable('case sensitive routing').enable('strict routing');
  // The plain parser: repeated names make arrays, and nothing nests.
  application.set('query parser', 'simple');

  application.use((request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Cache-Control', 'no-store');
    checkMethod(request);
    next();
  });
  application.use(express.json({ limit: limits.bodyBytes, inflate: false, strict: true }));
  healthRoutes(application, context);
  profileRoutes(application, context);
  systemRoutes(application, context);
  importRoutes(application, context);
  accountRoutes(application, context);
  longLivedTokenRoutes(application, context);
  oneTimeValueRoutes(application, context);
  exportRoutes(application, context);
  applicationRoutes(application, context);
  signInRoutes(application, context);
  permissionRoutes(application, context);
  auditRoutes(application, context);
  settingsRoutes(application, context);
  storeRoutes(application, context);
  clientKeyRoutes(application, context);
  diagnosisRoutes(application, context);
  shutdownRoutes(application, context);
  application.get('/v1/events', () => {
    throw new TokenwellError('bad_request', 'This address is a WebSocket: open it with an upgrade.');
  });

  // Express tells an error handler by its four parameters.
  application.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendProblem(response, toTokenwellError(error, log));
  });
  return application;
}

/** Ahead of Express, which would answer OPTIONS by itself and a wrong method with 404. */
function checkMethod(request: Request): void {
  const allow = methodsAt(request.path);
  if (allow.length === 0)
    throw new TokenwellError('not_found', 'There is nothing at this address; docs/openapi.json has them all.');
  if (allow.includes(request.method)) return;
  throw new TokenwellError('method_not_allowed', `This address takes ${allow.join(', ')}.`, { allow });
}
