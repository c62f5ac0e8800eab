/** OAuth clients of a user, each with an id and a key. A token is enough to manage them, and lists have the keys. */

import { nameHop } from '../../address.ts';
import { ProviderFailure } from '../failure.ts';
import type { Caller } from '../oidc/http.ts';
import { plainText } from '../plain-text.ts';
import { type AuthenticatorRequest, ask, type ClientKeys, textOf } from './authenticator.ts';
import type { Places } from './places.ts';

export interface Client extends ClientKeys {
  displayName: string;
  description: string;
  callbackUrl: string;
  /** Seconds since the Unix epoch; null: not told. */
  createdAt: number | null;
}

export interface ClientWish {
  /** Left out: the server makes one up. Ids are taken for all users and tenants. */
  id?: string;
  displayName: string;
  description: string;
  callbackUrl: string;
}

/** All methods throw `ProviderFailure`. */
export class Clients {
  readonly #caller: Caller;
  readonly #places: Pick<Places, 'clients'>;
  readonly #token: string;

  constructor(caller: Caller, places: Pick<Places, 'clients'>, token: string) {
    this.#caller = caller;
    this.#places = places;
    this.#token = token;
  }

  async list(): Promise<Client[]> {
    const result = await this.#ask({ url: this.#places.clients });
    return Array.isArray(result) ? result.map(clientOf).filter(({ id }) => id !== '') : [];
  }

  async create({ id, displayName, description, callbackUrl }: ClientWish): Promise<Client> {
    const json = {
      ...(id && { client_id: id }),
      ...{ display_name: displayName, description, callback_url: callbackUrl },
    };
    const client = clientOf(await this.#ask({ method: 'POST', url: this.#places.clients, json }));
    if (client.id !== '' && client.key !== '') return client;
    const hop = nameHop('clients service', this.#places.clients);
    const message = `The ${hop} made a client and told no id or no key of it.`;
    throw new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
  }

  async edit(id: string, change: { display_name?: string; callback_url?: string }): Promise<Client> {
    return clientOf(await this.#ask({ method: 'PUT', url: this.#urlOf(id), json: change }));
  }

  async delete(id: string): Promise<void> {
    await this.#ask({ method: 'DELETE', url: this.#urlOf(id) });
  }

  #urlOf(id: string): string {
    return `${this.#places.clients}/${encodeURIComponent(id)}`;
  }

  async #ask(request: Omit<AuthenticatorRequest, 'place' | 'by'>): Promise<unknown> {
    return (await ask(this.#caller, { ...request, place: 'clients service', by: { token: this.#token } })).result;
  }
}

function clientOf(result: unknown): Client {
  const created = Date.parse(textOf(result, 'create_time'));
  return {
    id: plainText(textOf(result, 'client_id')),
    key: textOf(result, 'client_key'),
    displayName: plainText(textOf(result, 'display_name')),
    description: plainText(textOf(result, 'description')),
    callbackUrl: plainText(textOf(result, 'callback_url'), 2048),
    createdAt: Number.isNaN(created) ? null : Math.floor(created / 1000),
  };
}
