/**
 * The six kinds of client that AgavePy makes of its environment, each with both sets of names: those of its documentation
 * (TAPIS_API_TOKEN) and those that its code reads (TAPIS_TOKEN).
 */

import type { EnvironmentPreset } from '../../api.ts';

const base = { TAPIS_BASE_URL: '{issuer}' };
const client = { TAPIS_API_KEY: '{client_id}', TAPIS_API_SECRET: '{client_secret}' };
const token = { TAPIS_API_TOKEN: '{access_token}', TAPIS_TOKEN: '{access_token}' };
const refresh = { TAPIS_API_REFRESH_TOKEN: '{refresh_token}', TAPIS_REFRESH_TOKEN: '{refresh_token}' };
const user = { TAPIS_API_USERNAME: '{account_name}', TAPIS_USERNAME: '{account_name}' };
const password = { TAPIS_API_PASSWORD: '{password}', TAPIS_PASSWORD: '{password}' };

export const environmentPresets: EnvironmentPreset[] = [
  { name: 'tapis', about: 'AgavePy, as an Access-Only client', variables: { ...base, ...token } },
  {
    name: 'access-only',
    about: 'AgavePy: calls APIs until the token ends, and cannot renew it',
    variables: { ...base, ...token },
  },
  {
    name: 'token-refresh',
    about: 'AgavePy: renews its token, whose refresh token works once and must be in one place only',
    variables: { ...base, ...client, ...token, ...refresh },
    separate: 'token_pair',
  },
  {
    name: 'bare-refresh',
    about: 'AgavePy: a token and its refresh token, without the client that could redeem it',
    variables: { ...base, ...token, ...refresh },
    separate: 'token_pair',
    caution: 'It cannot renew its token: Tapis wants the client’s key and secret for that, which `token-refresh` has.',
  },
  {
    name: 'standard',
    about: 'AgavePy: makes tokens as it likes, by key, secret and password',
    variables: { ...base, ...client, ...user, ...password },
    separate: 'application',
  },
  {
    name: 'client-manager',
    about: 'AgavePy: manages clients by your password, and gets no tokens',
    variables: { ...base, ...user, ...password },
    caution: 'It gets no tokens: it can only manage clients.',
  },
  {
    name: 'token-generator',
    about: 'AgavePy: makes its first token itself, by key, secret and password',
    variables: { ...base, ...client, ...user, ...password },
    separate: 'application',
  },
];
