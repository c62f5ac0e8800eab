/** OAuth clients of a user, each with a key and a secret; the service wants the password for every call. */

import { nameHop } from '../../address.ts';
import { ProviderFailure } from '../failure.ts';
import type { Caller } from '../oidc/http.ts';
import { plainText } from '../plain-text.ts';
import type { Places } from './places.ts';
import { ask, basic, type Login, type TapisRequest, textOf } from './tapis-api.ts';

export interface Client {
  name: string;
  description: string;
  key: string;
  callbackUrl: string;
}

export interface NewClient extends Client {
  /** Told at its creation and never again. */
  secret: string;
}

export interface ClientWish {
  name: string;
  description: string;
  callbackUrl: string;
}

/** The clients of one user, as long as their password is at hand. All methods throw `ProviderFailure`. */
export class Clients {
  readonly #caller: Caller;
  readonly #places: Places;
  readonly #login: Login;

  constructor(caller: Caller, places: Places, login: Login) {
    this.#caller = caller;
    this.#places = places;
    this.#login = login;
  }

  async create({ name, description, callbackUrl }: ClientWish): Promise<NewClient> {
    const form = { clientName: name, description, tier: 'Unlimited', callbackUrl };
    const result = await this.#ask({ method: 'POST', url: this.#places.clients, form });
    const client = { ...clientOf(result), secret: textOf(result, 'consumerSecret') };
    if (client.key !== '' && client.secret !== '') return { ...client, name: client.name || name };
    const hop = nameHop('clients service', this.#places.clients);
    const message = `The ${hop} made a client and told no key or no secret of it.`;
    throw new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
  }

  async list(): Promise<Client[]> {
    const result = await this.#ask({ method: 'GET', url: `${this.#places.clients}/` });
    return Array.isArray(result) ? result.map(clientOf).filter(({ name }) => name !== '') : [];
  }

  async delete(name: string): Promise<void> {
    await this.#ask({ method: 'DELETE', url: this.#urlOf(name) });
  }

  async subscriptions(name: string): Promise<string[]> {
    const result = await this.#ask({ method: 'GET', url: `${this.#urlOf(name)}/subscriptions` });
    if (!Array.isArray(result)) return [];
    // With its version, where one is told: an API may be there in several.
    return result
      .map((each) => plainText([textOf(each, 'apiName'), textOf(each, 'apiVersion')].filter(Boolean).join('/')))
      .filter((each) => each !== '');
  }

  /** `*` is all of them. */
  async subscribe(name: string, api: string): Promise<void> {
    await this.#ask({ method: 'POST', url: `${this.#urlOf(name)}/subscriptions`, form: apiOf(api) });
  }

  async unsubscribe(name: string, api: string): Promise<void> {
    const query = new URLSearchParams(apiOf(api));
    await this.#ask({ method: 'DELETE', url: `${this.#urlOf(name)}/subscriptions?${query}` });
  }

  #urlOf(name: string): string {
    return `${this.#places.clients}/${encodeURIComponent(name)}`;
  }

  #ask(request: Omit<TapisRequest, 'place' | 'authorization'>): Promise<unknown> {
    return ask(this.#caller, { ...request, place: 'clients service', authorization: basic(this.#login) });
  }
}

function apiOf(text: string): Record<string, string> {
  const [name = '', version] = text.split('/');
  return { apiName: name, ...(version && { apiVersion: version }) };
}

function clientOf(result: unknown): Client {
  return {
    name: plainText(textOf(result, 'name')),
    description: plainText(textOf(result, 'description')),
    key: plainText(textOf(result, 'consumerKey')),
    callbackUrl: plainText(textOf(result, 'callbackUrl')),
  };
}
