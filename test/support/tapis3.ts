/**
 * A stand-in for a tenant of Tapis v3: its Authenticator as its source has it (statuses, sentences, times), the tenants
 * service, and one service that wants a token. `test/backends` has the real client library, tapipy, accept it.
 */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Claims, issueJwt, publicKeyOfTenant, readClaims } from './tapis3/jwt.ts';

interface TapisClient {
  client_id: string;
  client_key: string;
  owner: string;
  callback_url: string;
  display_name: string;
  description: string;
  create_time: string;
  active: boolean;
}

interface DeviceCode {
  clientId: string;
  userCode: string;
  user: string | null;
  expiresAt: number;
}

export interface Tapis3StandIn {
  readonly origin: string;
  readonly clients: Map<string, TapisClient>;
  /** Method and path of each request. */
  readonly received: string[];
  /** Answers to the path, in place of its own; undefined: its own again. */
  instead(path: string, answer: Instead | undefined): void;
  /** Never answers to the revocation of this token; resolves once it is asked to. */
  ignoreRevocationOf(token: string): Promise<void>;
  addClient(id: string, key: string, owner: string): void;
  /** Somebody signs in on the page and enters the code. */
  enterCode(userCode: string, user?: string): void;
  endDeviceCodes(): void;
  /** All access tokens so far are over; refresh tokens are not. */
  expireAccessTokens(): void;
  /** Ids of the tokens that live. */
  readonly alive: Set<string>;
  close(): Promise<void>;
}

interface Instead {
  status: number;
  body: string;
  type?: string;
}

interface Options {
  users?: Record<string, string>;
  grantTypes?: string[];
  /** Seconds. */
  tokenLife?: number;
}

const everyGrant = ['password', 'implicit', 'authorization_code', 'refresh_token', 'device_code'];
const deviceTokenLife = 30 * 86_400;

export async function startTapis3(options: Options = {}): Promise<Tapis3StandIn> {
  const { users = { alice: 'canary-password' }, grantTypes = everyGrant, tokenLife = 14_400 } = options;
  const clients = new Map<string, TapisClient>();
  const deviceCodes = new Map<string, DeviceCode>();
  const alive = new Set<string>();
  const expired = new Set<string>();
  const received: string[] = [];
  const replaced = new Map<string, Instead>();
  /** What to do instead of the revocation, by token. */
  const ignored = new Map<string, () => void>();
  let origin = '';

  function answer(request: IncomingMessage, path: string, body: Record<string, string>): Answer {
    const [, v3, service, ...rest] = path.split('/');
    if (v3 !== 'v3') return refusal('The requested URL was not found.', 404);
    if (service === 'sites') return success([{ site_id: 'stand-in', primary: true, base_url: origin }]);
    if (service === 'tenants') return success([tenant()]);
    if (service !== 'oauth2') {
      const claims = accessClaims(request);
      return claims ? success([{ id: 'frontera', owner: claims.sub }]) : refusal('Unable to parse Tapis token.', 401);
    }
    const [part = '', id = ''] = rest;
    if (part === '.well-known') return success({ issuer: `${origin}/v3/oauth2`, grant_types_supported: grantTypes });
    if (part === 'tokens' && id === 'revoke') return revoke(body.token ?? '');
    if (part === 'tokens') return token(basicOf(request.headers.authorization), body);
    if (part === 'device') return deviceCode(body.client_id ?? '');
    const claims = accessClaims(request);
    if (!claims) return refusal('Invalid Tapis token.', 401);
    const user = String(claims['tapis/username']);
    if (part === 'userinfo') return success({ username: user, email: `${user}@example.org`, name: null });
    if (part === 'clients') return clientsService(request.method ?? '', user, id, body);
    return refusal('The requested URL was not found.', 404);
  }

  function tenant(): object {
    return { tenant_id: 'stand-in', site_id: 'stand-in', base_url: origin, public_key: publicKeyOfTenant };
  }

  /** null: missing, revoked, over, or no access token. */
  function accessClaims({ headers }: IncomingMessage): Claims | null {
    const claims = readClaims(String(headers['x-tapis-token'] ?? ''));
    const works = claims?.['tapis/token_type'] === 'access' && alive.has(claims.jti) && !expired.has(claims.jti);
    return works ? claims : null;
  }

  function token(basic: { id: string; key: string } | null, body: Record<string, string>): Answer {
    const type = body.grant_type ?? '';
    if (!grantTypes.includes(type)) {
      return refusal(`Invalid grant_type (${type}); this grant type is not allowed for this tenant.`);
    }
    let client = basic ?? (body.client_id ? { id: body.client_id, key: body.client_key ?? '' } : null);
    let code: DeviceCode | undefined;
    if (type === 'device_code') {
      code = deviceCodes.get(body.device_code ?? '');
      if (!code) return refusal('device code not valid.');
      if (!code.user) return refusal('device code not ready.');
      if (code.expiresAt < Date.now()) return refusal('device code has expired and is now deleted.');
      client = { id: code.clientId, key: clients.get(code.clientId)?.client_key ?? '' };
      deviceCodes.delete(body.device_code ?? '');
    }
    if (client || type !== 'password') {
      const known = clients.get(client?.id ?? '');
      // It repeats the key, as the real one does.
      if (!known || known.client_key !== client?.key) {
        return refusal(`Invalid client credentials: ${client?.id}, ${client?.key}. session: {}`);
      }
    }
    if (type === 'password') {
      const { username = '', password } = body;
      if (users[username] === undefined || users[username] !== password) {
        return refusal('Invalid username/password combination.');
      }
      return issue(username, client?.id ?? null, type, tokenLife, 0);
    }
    if (code?.user) return issue(code.user, code.clientId, type, deviceTokenLife, 0);
    const claims = readClaims(body.refresh_token ?? '');
    if (!claims || !alive.has(claims.jti)) return refusal('Invalid refresh_token.');
    const access = claims['tapis/access_token'] as Claims | undefined;
    if (!access) return refusal('Invalid token type. The refresh_token grant type required a token of type refresh.');
    if (access['tapis/client_id'] !== client?.id) {
      return refusal(`client_id from header (${client?.id}) does not match the client_id in the token claim.`);
    }
    const count = Number(access['tapis/refresh_count']) + 1;
    return issue(String(access['tapis/username']), client?.id ?? null, type, tokenLife, count);
  }

  function issue(user: string, client: string | null, grant: string, life: number, count: number): Answer {
    const own = { 'tapis/username': user, 'tapis/client_id': client, 'tapis/grant_type': grant };
    const access = issueJwt(user, life, { ...own, 'tapis/token_type': 'access', 'tapis/refresh_count': count });
    alive.add(access.claims.jti);
    const result: Record<string, object> = {
      access_token: { access_token: access.jwt, id_token: access.jwt, ...timesOf(access.claims, life) },
    };
    if (client !== null) {
      const claims = { 'tapis/token_type': 'refresh', 'tapis/access_token': access.claims };
      const refresh = issueJwt(user, 31_536_000, claims);
      alive.add(refresh.claims.jti);
      result.refresh_token = { refresh_token: refresh.jwt, ...timesOf(refresh.claims, 31_536_000) };
    }
    return success(result, 'Token created successfully.');
  }

  function revoke(value: string): Answer {
    const claims = readClaims(value);
    if (!claims || !alive.has(claims.jti)) {
      return refusal('Invalid POST data; could not validate the token: debug data: Invalid Tapis token.');
    }
    alive.delete(claims.jti);
    return success('', `Token ${claims.jti} has been revoked.`);
  }

  function deviceCode(clientId: string): Answer {
    if (!clients.has(clientId)) return refusal(`Invalid client: ${clientId}`);
    const [code, userCode] = [random(20), random(4)];
    const expiresAt = Date.now() + 600_000;
    deviceCodes.set(code, { clientId, userCode, user: null, expiresAt });
    return success({
      ...{ client_id: clientId, user_code: userCode, device_code: code },
      verification_uri: `${origin}/v3/oauth2/device?client_id=${clientId}`,
      // A date, and not seconds: Flask writes what the database has.
      expires_in: new Date(expiresAt).toUTCString(),
    });
  }

  function clientsService(method: string, owner: string, id: string, body: Record<string, string>): Answer {
    if (id === '' && method === 'GET') {
      return success([...clients.values()].filter((client) => client.owner === owner && client.active));
    }
    if (id === '' && method === 'POST') {
      const client = newClient(body.client_id ?? random(7), body.client_key ?? random(7), owner, body);
      if (clients.has(client.client_id))
        return refusal('Invalid POST data; duplicate key value violates unique constraint');
      clients.set(client.client_id, client);
      return success(client, 'Client created successfully.');
    }
    const client = clients.get(id);
    if (!client) return refusal(`No client found with id ${id}.`);
    if (client.owner !== owner) return refusal('Not authorized for this client.', 403);
    if (method === 'PUT') {
      client.display_name = body.display_name ?? client.display_name;
      client.callback_url = body.callback_url ?? client.callback_url;
    }
    if (method === 'DELETE') client.active = false;
    return success(client);
  }

  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString('utf8');
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    received.push(`${request.method} ${pathname}`);
    const other = replaced.get(pathname);
    if (other) {
      response.writeHead(other.status, { 'content-type': other.type ?? 'application/json' }).end(other.body);
      return;
    }
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text || '{}');
    if (pathname.endsWith('/revoke') && ignored.has(body.token)) return ignored.get(body.token)?.();
    const { status, content } = answer(request, pathname, body as Record<string, string>);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  });
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ origin, clients, received, alive },
    instead(path, other) {
      if (other) replaced.set(path, other);
      else replaced.delete(path);
    },
    ignoreRevocationOf: (token) => new Promise((resolve) => ignored.set(token, resolve)),
    addClient: (id, key, owner) => void clients.set(id, newClient(id, key, owner, {})),
    enterCode(userCode, user = 'alice') {
      const code = [...deviceCodes.values()].find((one) => one.userCode === userCode);
      if (!code) throw new Error(`nobody waits for the code ${userCode}`);
      code.user = user;
    },
    endDeviceCodes: () => deviceCodes.clear(),
    expireAccessTokens() {
      for (const id of alive) expired.add(id);
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
  content: object;
}

const random = (bytes = 16) => randomBytes(bytes).toString('hex');

function newClient(id: string, key: string, owner: string, body: Record<string, string>): TapisClient {
  return {
    ...{ client_id: id, client_key: key, owner, active: true },
    callback_url: body.callback_url ?? '',
    display_name: body.display_name ?? id.slice(0, 50),
    description: body.description ?? '',
    create_time: new Date().toUTCString(),
  };
}

function timesOf({ jti, exp }: Claims, life: number): object {
  return { jti, expires_in: life, expires_at: new Date(exp * 1000).toISOString().replace('Z', '+00:00') };
}

function success(result: unknown, message = 'OK'): Answer {
  return { status: 200, content: { message, metadata: {}, result, status: 'success', version: 'dev' } };
}

/** The Authenticator's refusals are 400 unless its code says otherwise. */
function refusal(message: string, status = 400): Answer {
  return { status, content: { message, metadata: {}, result: null, status: 'error', version: 'dev' } };
}

function basicOf(authorization = ''): { id: string; key: string } | null {
  const [kind, value = ''] = authorization.split(' ');
  if (kind !== 'Basic') return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { id: text.slice(0, colon), key: text.slice(colon + 1) };
}
