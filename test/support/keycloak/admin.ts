/** What an administrator of the realm can see and do, by Keycloak's admin REST API. */

import { administrator } from './process.ts';
import { realm } from './realm.ts';

export interface KeycloakEvent {
  type: string;
  clientId: string;
  userId: string;
  /** Keycloak's word for what went wrong, on `…_ERROR` events. */
  error?: string;
}

export class KeycloakAdmin {
  readonly #origin: string;
  #token: { value: string; until: number } | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Events of these types since the last `clearEvents`, newest first. */
  async events(...types: string[]): Promise<KeycloakEvent[]> {
    const query = new URLSearchParams({ max: '100000' });
    for (const type of types) query.append('type', type);
    return (await this.#call('GET', `/events?${query}`)).json() as Promise<KeycloakEvent[]>;
  }

  /** Refresh requests that Keycloak served, and those it refused. */
  async refreshes(): Promise<{ served: number; refused: number }> {
    const events = await this.events('REFRESH_TOKEN', 'REFRESH_TOKEN_ERROR');
    const served = events.filter((event) => event.type === 'REFRESH_TOKEN').length;
    return { served, refused: events.length - served };
  }

  async clearEvents(): Promise<void> {
    await this.#call('DELETE', '/events');
  }

  /** Ends all sessions of the user, offline ones included. */
  async logout(username: string): Promise<void> {
    const id = await this.#userId(username);
    await this.#call('POST', `/users/${id}/logout`);
    for (const client of await this.#clients()) {
      const sessions = await (await this.#call('GET', `/users/${id}/offline-sessions/${client.id}`)).json();
      for (const session of sessions as { id: string }[]) {
        await this.#call('DELETE', `/sessions/${session.id}?isOffline=true`);
      }
    }
  }

  async enable(username: string, enabled: boolean): Promise<void> {
    await this.#call('PUT', `/users/${await this.#userId(username)}`, { enabled });
  }

  async setAccessTokenLife(clientId: string, seconds: number): Promise<void> {
    const client = (await this.#clients()).find((candidate) => candidate.clientId === clientId);
    if (!client) throw new Error(`The realm has no client ${clientId}.`);
    const attributes = { ...client.attributes, 'access.token.lifespan': String(seconds) };
    await this.#call('PUT', `/clients/${client.id}`, { ...client, attributes });
  }

  async #clients(): Promise<{ id: string; clientId: string; attributes: Record<string, string> }[]> {
    return (await this.#call('GET', '/clients')).json() as never;
  }

  async #userId(username: string): Promise<string> {
    const users = (await (await this.#call('GET', `/users?exact=true&username=${username}`)).json()) as {
      id: string;
    }[];
    const id = users[0]?.id;
    if (!id) throw new Error(`The realm has no user ${username}.`);
    return id;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${this.#origin}/admin/realms/${realm}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.#accessToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`Keycloak's admin API answered ${answer.status} to ${method} ${path}`);
    return answer;
  }

  async #accessToken(): Promise<string> {
    if (this.#token && this.#token.until > Date.now()) return this.#token.value;
    const { name: username, password } = administrator;
    const answer = await fetch(`${this.#origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    this.#token = { value: access_token, until: Date.now() + 30_000 };
    return access_token;
  }
}
