/**
 * The wire contract: what the daemon speaks over its owner socket and loopback TCP.
 *
 * `docs/openapi.json` is generated from these schemas. Field names are OAuth's. Times that end in `_at` are seconds
 * since the Unix epoch, durations (`expires_in`, `interval`) are seconds. The contract only grows: a client must
 * ignore members that it does not know.
 *
 * Programs that must start fast import the types only, so that zod is not loaded.
 */

export * from './api/accounts.ts';
export * from './api/applications.ts';
export * from './api/audit.ts';
export * from './api/client-keys.ts';
export { profileName, type SignInFlow } from './api/common.ts';
export * from './api/diagnoses.ts';
export * from './api/discovery.ts';
export * from './api/environment-presets.ts';
export * from './api/events.ts';
export * from './api/exports.ts';
export * from './api/fields.ts';
export * from './api/health.ts';
export * from './api/imports.ts';
export * from './api/long-lived-tokens.ts';
export * from './api/one-time-values.ts';
export * from './api/permissions.ts';
export * from './api/problems.ts';
export * from './api/profiles.ts';
export * from './api/revoke-all.ts';
export * from './api/server-discovery.ts';
export * from './api/settings.ts';
export * from './api/shutdown.ts';
export * from './api/sign-ins.ts';
export * from './api/store.ts';
export * from './api/systems.ts';
export * from './api/token-creation.ts';
export * from './api/tokens.ts';
