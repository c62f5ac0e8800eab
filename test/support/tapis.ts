/**
 * A stand-in for Tapis v2: clients, tokens and profiles, with bodies as the real services have them. `test/backends` has
 * the real client library, AgavePy, accept it.
 */

import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

interface TapisClient {
  name: string;
  description: string;
  callbackUrl: string;
  key: string;
  secret: string;
  owner: string;
  subscriptions: Set<string>;
}

interface Issued {
  client: string;
  user: string;
  expiresAt: number;
}

export interface TapisStandIn {
  readonly origin: string;
  readonly clients: Map<string, TapisClient>;
  /** Method and path of each request. */
  readonly received: string[];
  /** Answers to the path, in place of its own; undefined: its own again. */
  instead(path: string, answer: { status: number; body: string; type?: string } | undefined): void;
  /** All access tokens so far are over; refresh tokens are not. */
  expireAccessTokens(): void;
  /** As after their life, or a restart of a server that keeps none. */
  forgetRefreshTokens(): void;
  close(): Promise<void>;
}

export interface TapisOptions {
  users?: Record<string, string>;
  host?: string;
  port?: number;
  tls?: { key: string; cert: string };
  /** Seconds. */
  tokenLife?: number;
}

/** What AgavePy subscribes a client to, for as far as tests look at it. */
const apis = ['Apps', 'Files', 'Jobs', 'Profiles', 'Systems'];

export async function startTapis(options: TapisOptions = {}): Promise<TapisStandIn> {
  const { users = { alice: 'canary-password' }, host = '127.0.0.1', port = 0, tls, tokenLife = 14_400 } = options;
  const clients = new Map<string, TapisClient>();
  const accessTokens = new Map<string, Issued>();
  const refreshTokens = new Map<string, Issued>();
  const received: string[] = [];
  const replaced = new Map<string, { status: number; body: string; type?: string }>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '/', 'http://stand-in');
    received.push(`${request.method} ${url.pathname}`);
    const other = replaced.get(url.pathname);
    if (other) {
      response.writeHead(other.status, { 'content-type': other.type ?? 'application/json' }).end(other.body);
      return;
    }
    const { status, content } = answer(request, url, new URLSearchParams(body));
    response.writeHead(status, { 'content-type': 'application/json' }).end(content && JSON.stringify(content));
  }

  function answer(request: IncomingMessage, url: URL, form: URLSearchParams): Answer {
    const [, service, version, name, ...rest] = url.pathname.split('/');
    const { authorization = '' } = request.headers;
    if (service === 'token') return token(basicOf(authorization), form);
    if (service === 'revoke') return revoke(basicOf(authorization), form);
    if (service === 'tenants') return success([]);
    if (service === 'clients' && version === 'v2') {
      const login = basicOf(authorization);
      if (!login || users[login.name] !== login.secret) return refusal(401, 'Login failed.');
      return clientsService(request.method ?? '', login.name, name ?? '', rest[0] ?? '', form);
    }
    const issued = accessTokens.get(authorization.replace(/^Bearer /, ''));
    if (!issued) return fault(900_901, 'Invalid Credentials');
    if (issued.expiresAt <= Date.now()) return fault(900_904, 'Access Token Expired');
    if (url.pathname === '/profiles/v2/me') {
      return success({ username: issued.user, first_name: 'Alice', email: `${issued.user}@example.org` });
    }
    return refusal(404, 'No such service.');
  }

  function token(client: Pair | null, form: URLSearchParams): Answer {
    const known = [...clients.values()].find(({ key, secret }) => key === client?.name && secret === client.secret);
    if (!known) return oauthError(401, 'invalid_client');
    if (form.get('grant_type') === 'password') {
      const user = form.get('username') ?? '';
      if (users[user] === undefined || users[user] !== form.get('password')) return oauthError(400, 'invalid_grant');
      return issue(known.key, user);
    }
    const refreshToken = form.get('refresh_token') ?? '';
    const issued = refreshTokens.get(refreshToken);
    // Redeemed once, and then never again.
    if (!issued || issued.client !== known.key) return oauthError(400, 'invalid_grant');
    refreshTokens.delete(refreshToken);
    return issue(known.key, issued.user);
  }

  function issue(client: string, user: string): Answer {
    const [access_token, refresh_token] = [random(), random()];
    const issued = { client, user, expiresAt: Date.now() + tokenLife * 1000 };
    accessTokens.set(access_token, issued);
    refreshTokens.set(refresh_token, issued);
    const content = { scope: 'PRODUCTION', token_type: 'bearer', expires_in: tokenLife, refresh_token, access_token };
    return { status: 200, content };
  }

  function revoke(client: Pair | null, form: URLSearchParams): Answer {
    const value = form.get('token') ?? '';
    if (refreshTokens.get(value)?.client === client?.name) refreshTokens.delete(value);
    return { status: 200, content: undefined };
  }

  function clientsService(
    method: string,
    owner: string,
    name: string,
    part: string,
    parameters: URLSearchParams,
  ): Answer {
    if (name === '' && method === 'GET') {
      return success([...clients.values()].filter((client) => client.owner === owner).map(shown));
    }
    if (name === '' && method === 'POST') {
      const wished = parameters.get('clientName') ?? '';
      if (clients.has(wished)) return refusal(400, 'Application already exists');
      const client: TapisClient = {
        ...{ name: wished, owner, key: random(14), secret: random(14), subscriptions: new Set(apis) },
        description: parameters.get('description') ?? '',
        callbackUrl: parameters.get('callbackUrl') ?? '',
      };
      clients.set(wished, client);
      return success({ ...shown(client), consumerSecret: client.secret }, 201);
    }
    const client = clients.get(name);
    if (!client || client.owner !== owner) return refusal(404, `Application not found: ${name}`);
    if (part === 'subscriptions') return subscriptions(method, client, parameters.get('apiName') ?? '');
    if (method === 'DELETE') clients.delete(name);
    return success(method === 'DELETE' ? undefined : shown(client));
  }

  function subscriptions(method: string, client: TapisClient, api: string): Answer {
    if (method === 'POST') client.subscriptions.add(api);
    // All of them: the real service's description knows no deletion of one.
    if (method === 'DELETE') client.subscriptions.clear();
    return success([...client.subscriptions].map((apiName) => ({ apiName, apiVersion: 'v2', tier: 'Unlimited' })));
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, host, resolve));
  const place = (server.address() as AddressInfo).port;
  return {
    origin: tls ? `https://${host}${place === 443 ? '' : `:${place}`}` : `http://${host}:${place}`,
    ...{ clients, received },
    instead(path, other) {
      if (other) replaced.set(path, other);
      else replaced.delete(path);
    },
    forgetRefreshTokens: () => refreshTokens.clear(),
    expireAccessTokens() {
      for (const issued of accessTokens.values()) issued.expiresAt = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  content: unknown;
}

interface Pair {
  name: string;
  secret: string;
}

const random = (bytes = 16) => randomBytes(bytes).toString('hex');

function shown({ name, description, callbackUrl, key }: TapisClient): object {
  return { name, description, callbackUrl, consumerKey: key, tier: 'Unlimited', _links: {} };
}

function success(result: unknown, status = 200): Answer {
  return { status, content: { status: 'success', message: null, version: '2.0.0-SNAPSHOT-rc3fad', result } };
}

function refusal(status: number, message: string): Answer {
  return { status, content: { status: 'error', message, version: '2.0.0-SNAPSHOT-rc3fad', result: null } };
}

function fault(code: number, message: string): Answer {
  return { status: 401, content: { fault: { code, message, description: message } } };
}

function oauthError(status: number, error: string): Answer {
  return { status, content: { error, error_description: 'Provided Authorization Grant is invalid.' } };
}

function basicOf(authorization: string): Pair | null {
  const [kind, value = ''] = authorization.split(' ');
  if (kind !== 'Basic') return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { name: text.slice(0, colon), secret: text.slice(colon + 1) };
}
