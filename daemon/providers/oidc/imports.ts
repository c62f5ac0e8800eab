/** Refresh and offline tokens that say themselves where they belong, as Keycloak's do; and the files of Provena's tools. */

import { bareTokenIn, claimsIn, type Importable, importableOf, jsonObjectIn, type KnownImport } from '../imports.ts';
import { plainText } from '../plain-text.ts';
import { plainName } from './plain-name.ts';

const carriesEverything =
  'An offline token carries all the permissions of its user and has no fixed end, until it is revoked.';
const accessOnly =
  'An access token cannot be renewed and ends within minutes or hours, so there is nothing to keep. Sign in with `tokenwell login` instead.';

/** A bare token, from standard input or a file that was named. */
export const anyToken: KnownImport = {
  name: 'token',
  label: 'A refresh or offline token',
  places: [],
  variables: [],
  readText: (text) => {
    const token = bareTokenIn(text);
    if (token === null || typeof claimsIn(token).iss !== 'string') return null;
    return [tokenSayingWhere(token, { name: (realm, offline) => [realm, offline && 'offline'] })];
  },
};

/** `provenaclient` writes `{access_token, refresh_token}`, `mdsisclienttools` the same for each stage. */
export const provenaFile: KnownImport = {
  name: 'provena-tokens',
  label: 'Provena’s .tokens.json',
  places: ['./.tokens.json', '~/.tokens.json'],
  variables: [],
  readText: (text) => {
    const content = jsonObjectIn(text);
    if (content === null) return null;
    if ('stages' in content) return stagesIn(content.stages);
    // Others have an access token among other things.
    const ownNames = Object.keys(content).every((name) => ['access_token', 'refresh_token'].includes(name));
    return ownNames && hasTokens(content) ? [provenaTokens(content, null)] : null;
  },
};

/** What Provena's `offline_tokens.py` writes, and where unattended programs look for it. */
export const provenaOfflineToken: KnownImport = {
  name: 'provena-offline-token',
  label: 'Provena’s offline token',
  places: ['./token.txt', '~/token.txt'],
  variables: ['PROVENA_OFFLINE_TOKEN'],
  readText: (text) => {
    const token = bareTokenIn(text);
    // Any program may call a file token.txt.
    return token !== null && isOfProvena(token) ? [tokenOfProvena(token, null)] : null;
  },
  readVariables: ({ PROVENA_OFFLINE_TOKEN: token = '' }) => [tokenOfProvena(token.trim(), null)],
};

function stagesIn(stages: unknown): Importable[] | null {
  if (typeof stages !== 'object' || stages === null) return null;
  return Object.entries(stages).flatMap(([stage, tokens]) =>
    hasTokens(tokens) ? [provenaTokens(tokens, plainText(stage, 32))] : [],
  );
}

interface Tokens {
  access_token: string;
  refresh_token?: unknown;
}

function hasTokens(value: unknown): value is Tokens {
  return (
    typeof value === 'object' && value !== null && 'access_token' in value && typeof value.access_token === 'string'
  );
}

function provenaTokens({ access_token: access, refresh_token: refresh }: Tokens, stage: string | null): Importable {
  return typeof refresh === 'string' && refresh !== ''
    ? tokenOfProvena(refresh, stage, access)
    : tokenOfProvena(access, stage);
}

function isOfProvena(token: string): boolean {
  const { iss, azp } = claimsIn(token);
  return typeof iss === 'string' && (azp === 'automated-access' || azp === 'client-tools');
}

function tokenOfProvena(token: string, stage: string | null, beside?: string): Importable {
  const name = (_realm: string, offline: boolean) => ['provena', stage, offline && 'offline'];
  return tokenSayingWhere(token, { part: stage, beside, name });
}

interface Context {
  part?: string | null;
  /** The access token that lay beside it: it has the user's name. */
  beside?: string | undefined;
  /** Parts of the name for a new profile. */
  name(realm: string, offline: boolean): (string | null | false)[];
}

function tokenSayingWhere(token: string, { part = null, beside, name }: Context): Importable {
  const own = claimsIn(token);
  // An opaque one says nothing; what lay beside it was issued by the same server to the same client.
  const { iss, azp, client_id, sub } = { ...claimsIn(beside), ...own };
  const claims: Record<string, unknown> = { ...own, iss, azp, client_id, sub };
  const issuer = textIn(claims.iss);
  const clientId = textIn(claims.azp) ?? textIn(claims.client_id);
  const offline = claims.typ === 'Offline' || (textIn(claims.scope)?.split(' ').includes('offline_access') ?? false);
  const isAccess = claims.typ === 'Bearer' || claims.typ === 'ID';
  const user = { ...claimsIn(beside), ...claims };
  const realm = issuer?.split('/').pop() ?? '';
  const known = issuer !== null && clientId !== null && URL.canParse(issuer);
  return importableOf({
    kind: isAccess ? 'access_token' : offline ? 'offline_token' : issuer === null ? 'unknown' : 'refresh_token',
    ...{ part, issuer, clientId, subject: textIn(claims.sub) },
    user: textIn(user.preferred_username) ?? textIn(user.email),
    expiresAt: typeof claims.exp === 'number' && claims.exp > 0 ? claims.exp : null,
    secrets: { refreshToken: token },
    profile: known
      ? {
          name: plainName(name(realm, offline).filter(Boolean).join('-')),
          definition: { issuer, client_id: clientId, scope: offline ? 'openid offline_access' : 'openid' },
        }
      : null,
    problem: isAccess ? accessOnly : null,
    warnings: offline ? [carriesEverything] : [],
  });
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? plainText(value) : null;
}
