/** The Keycloak realm behind the stand-in: discovery, device flow, refresh with rotation, revocation, user information. */

import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Answer, type Nomad, type NomadRequest, users } from '../nomad.ts';

export const realmPath = '/keycloak/auth/realms/fairdi_nomad_test';

interface Session {
  user: string;
  client: string;
  refreshToken: string;
  alive: boolean;
}

const key = new TextEncoder().encode('canary-realm-key-of-at-least-32-characters');
/** Seconds. */
const accessTokenLife = 300;

export class Realm {
  readonly #nomad: Nomad;
  readonly #sessions: Session[] = [];
  readonly #accessTokens = new Map<string, { session: Session; endsAt: number }>();
  readonly #devices = new Map<string, { userCode: string; client: string; user: string | null }>();

  constructor(nomad: Nomad) {
    this.#nomad = nomad;
  }

  get issuer(): string {
    return this.#nomad.origin + realmPath;
  }

  /** Refresh tokens that would be taken now. */
  get liveSessions(): number {
    return this.#sessions.filter(({ alive }) => alive).length;
  }

  approve(userCode: string, user: string): void {
    for (const device of this.#devices.values()) if (device.userCode === userCode) device.user = user;
  }

  userOf(accessToken: string): string | null {
    const found = this.#accessTokens.get(accessToken);
    return found?.session.alive && found.endsAt > this.#nomad.options.now() ? found.session.user : null;
  }

  async issue(user: string, client: string, known?: Session) {
    const session = known ?? { user, client, refreshToken: '', alive: true };
    if (!known) this.#sessions.push(session);
    session.refreshToken = `canary-refresh-${randomBytes(16).toString('base64url')}`;
    const now = this.#nomad.options.now();
    const accessToken = await new SignJWT({ azp: client, preferred_username: user, typ: 'Bearer' })
      .setProtectedHeader({ alg: 'HS256', kid: 'realm' })
      .setIssuer(this.issuer)
      .setSubject(users[user] ?? '')
      .setJti(`canary-access-${randomBytes(8).toString('hex')}`)
      .setExpirationTime(Math.floor(now / 1000) + accessTokenLife)
      .sign(key);
    this.#accessTokens.set(accessToken, { session, endsAt: now + accessTokenLife * 1000 });
    return {
      ...{ access_token: accessToken, token_type: 'Bearer', expires_in: accessTokenLife },
      ...{ refresh_token: session.refreshToken, refresh_expires_in: 1800, scope: 'openid profile email' },
    };
  }

  async answer({ method, path, body, bearer }: NomadRequest): Promise<Answer> {
    const form = new URLSearchParams(body);
    switch (`${method} ${path.replace('/protocol/openid-connect', '')}`) {
      case 'GET /.well-known/openid-configuration':
        return { status: 200, body: this.#metadata() };
      case 'POST /auth/device':
        return this.#startDevice(form);
      case 'POST /token':
        return this.#token(form);
      case 'POST /revoke':
        for (const session of this.#sessions) if (session.refreshToken === form.get('token')) session.alive = false;
        return { status: 200, body: '' };
      case 'GET /userinfo': {
        const user = this.userOf(bearer);
        return user
          ? { status: 200, body: { sub: users[user], preferred_username: user } }
          : { status: 401, body: { error: 'invalid_token' } };
      }
      default:
        return { status: 404, body: { error: 'not found' } };
    }
  }

  #metadata() {
    const at = (path: string) => `${this.issuer}/protocol/openid-connect${path}`;
    return {
      issuer: this.issuer,
      ...{ authorization_endpoint: at('/auth'), token_endpoint: at('/token'), userinfo_endpoint: at('/userinfo') },
      ...{ revocation_endpoint: at('/revoke'), device_authorization_endpoint: at('/auth/device') },
    };
  }

  #startDevice(form: URLSearchParams): Answer {
    const userCode = `CANA-${randomBytes(2).toString('hex').toUpperCase()}`;
    const deviceCode = `canary-device-${randomBytes(8).toString('hex')}`;
    this.#devices.set(deviceCode, { userCode, client: form.get('client_id') ?? '', user: null });
    const page = `${this.issuer}/device`;
    const body = {
      ...{ device_code: deviceCode, user_code: userCode, verification_uri: page, expires_in: 600, interval: 5 },
      verification_uri_complete: `${page}?user_code=${userCode}`,
    };
    return { status: 200, body };
  }

  async #token(form: URLSearchParams): Promise<Answer> {
    const client = form.get('client_id') ?? '';
    if (client === 'nomad_public' && this.#nomad.options.clientHasSecret) {
      return { status: 401, body: { error: 'unauthorized_client', error_description: 'Invalid client credentials' } };
    }
    if (form.get('grant_type') === 'refresh_token') {
      const session = this.#sessions.find(
        (one) => one.refreshToken === form.get('refresh_token') && one.client === client,
      );
      if (!session?.alive) return { status: 400, body: { error: 'invalid_grant' } };
      return { status: 200, body: await this.issue(session.user, client, session) };
    }
    const device = this.#devices.get(form.get('device_code') ?? '');
    if (!device) return { status: 400, body: { error: 'invalid_grant' } };
    if (!device.user) return { status: 400, body: { error: 'authorization_pending' } };
    return { status: 200, body: await this.issue(device.user, client) };
  }
}
