/** What AgavePy leaves behind: its cache, whose file `current` and whose sessions hold a whole client, and its environment. */

import { type Importable, importableOf, jsonObjectIn, type KnownImport } from '../imports.ts';
import { plainText } from '../plain-text.ts';

const withoutClient =
  'Tapis renews a token only for the client that it was issued to, and that client’s key and secret are missing. Sign in with user name and password instead.';
const accessOnly =
  'It has an access token only, which ends within hours and cannot be renewed, so there is nothing to keep. Sign in with user name and password instead.';

const folders = ['~/.agave', '$TAPIS_CACHE_DIR', '$AGAVE_CACHE_DIR'];

export const agavepyCache: KnownImport = {
  name: 'agavepy-cache',
  label: 'AgavePy’s cache',
  places: folders.flatMap((folder) => [`${folder}/current`, `${folder}/config.json`]),
  variables: [],
  readText: (text) => {
    const content = jsonObjectIn(text);
    const clients = content ? [content] : listIn(text);
    // config.json: by tenant, user and client.
    const found = content && isObject(content.sessions) ? objectsAt(content.sessions, 3) : clients;
    const known = found.map(clientIn).filter((client) => client.baseUrl !== '');
    return known.length > 0 ? known.map(importable) : null;
  },
};

/** By the names of its documentation and those that its code reads. */
export const agavepyEnvironment: KnownImport = {
  name: 'agavepy-environment',
  label: 'AgavePy’s environment',
  places: [],
  variables: [
    ...['TAPIS_BASE_URL', 'TAPIS_API_KEY', 'TAPIS_API_SECRET', 'TAPIS_API_TOKEN', 'TAPIS_API_REFRESH_TOKEN'],
    ...['TAPIS_API_USERNAME', 'TAPIS_API_PASSWORD'],
    ...['TAPIS_TOKEN', 'TAPIS_REFRESH_TOKEN', 'TAPIS_USERNAME', 'TAPIS_PASSWORD'],
  ],
  readVariables: (set) => {
    const client: Client = {
      baseUrl: set.TAPIS_BASE_URL ?? '',
      key: set.TAPIS_API_KEY ?? '',
      secret: set.TAPIS_API_SECRET ?? '',
      access: set.TAPIS_TOKEN ?? set.TAPIS_API_TOKEN ?? '',
      refresh: set.TAPIS_REFRESH_TOKEN ?? set.TAPIS_API_REFRESH_TOKEN ?? '',
      user: set.TAPIS_USERNAME ?? set.TAPIS_API_USERNAME ?? '',
      password: set.TAPIS_PASSWORD ?? set.TAPIS_API_PASSWORD ?? '',
    };
    return client.baseUrl === '' ? [] : [importable(client)];
  },
};

/** Empty where there is none. */
interface Client {
  baseUrl: string;
  key: string;
  secret: string;
  access: string;
  refresh: string;
  user: string;
  password: string;
}

/** `current` has other names than AgavePy's own lists. */
function clientIn(value: Record<string, unknown>): Client {
  const text = (...names: string[]) =>
    names.map((name) => value[name]).find((one) => typeof one === 'string' && one !== '') as string | undefined;
  return {
    baseUrl: text('baseurl', 'api_server') ?? '',
    key: text('apikey', 'api_key') ?? '',
    secret: text('apisecret', 'api_secret') ?? '',
    access: text('access_token', 'token') ?? '',
    refresh: text('refresh_token') ?? '',
    user: text('username') ?? '',
    password: '',
  };
}

function importable(client: Client): Importable {
  const issuer = client.baseUrl.replace(/\/+$/, '');
  const hasClient = client.key !== '' && client.secret !== '';
  const common = {
    ...{ issuer: plainText(issuer), clientId: plainText(client.key) || null, ownClient: true },
    user: plainText(client.user) || null,
    part: plainText(client.key) || null,
    profile: URL.canParse(issuer)
      ? { name: 'tapis', definition: { provider: 'tapis', issuer, client_id: 'tokenwell', scope: 'PRODUCTION' } }
      : null,
  };
  const clientSecret = hasClient ? { clientSecret: client.secret } : {};
  if (client.refresh !== '') {
    const secrets = { refreshToken: client.refresh, ...clientSecret };
    return importableOf({ ...common, kind: 'refresh_token', secrets, problem: hasClient ? null : withoutClient });
  }
  if (client.user !== '' && client.password !== '') {
    const secrets = { username: client.user, password: client.password, ...clientSecret };
    const warnings = [
      'The password is used once, to sign in, and not stored. It is still in your environment, for every program there to read.',
    ];
    return importableOf({ ...common, kind: 'password', flow: 'password', secrets, warnings });
  }
  return importableOf({ ...common, kind: 'access_token', secrets: {}, problem: accessOnly });
}

function listIn(text: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isObject) : [];
  } catch {
    return [];
  }
}

function objectsAt(value: Record<string, unknown>, depth: number): Record<string, unknown>[] {
  const members = Object.values(value).filter(isObject);
  return depth === 1 ? members : members.flatMap((member) => objectsAt(member, depth - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
