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

/** Empty where not told. */
export interface Api {
  apiName: string;
  apiVersion: string;
  apiProvider: string;
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

  async subscriptions(name: string): Promise<Api[]> {
    const result = await this.#ask({ method: 'GET', url: this.#subscriptionsOf(name) });
    return Array.isArray(result) ? result.map(apiOf).filter(({ apiName }) => apiName !== '') : [];
  }

  /** By the name that a list has, or `*` for all of them. */
  subscribe(name: string, api: string): Promise<void> {
    const [apiName = '', apiVersion = ''] = api.split('/');
    return this.#subscribe(name, { apiName, apiVersion, apiProvider: '' });
  }

  /** Tapis ends all subscriptions of a client at once, so that the others have to be made again. `*` is all of them. */
  async unsubscribe(name: string, api: string): Promise<void> {
    const before = await this.subscriptions(name);
    const isMeant = (each: Api) => ['*', each.apiName, nameOfApi(each)].includes(api);
    if (!before.some(isMeant)) return;
    await this.#ask({ method: 'DELETE', url: this.#subscriptionsOf(name) });
    for (const other of before.filter((each) => !isMeant(each))) await this.#subscribe(name, other);
  }

  async #subscribe(name: string, api: Api): Promise<void> {
    const told = Object.entries(api).filter(([, value]) => value !== '');
    const form = { ...Object.fromEntries(told), tier: 'Unlimited' };
    await this.#ask({ method: 'POST', url: this.#subscriptionsOf(name), form });
  }

  #subscriptionsOf(name: string): string {
    return `${this.#urlOf(name)}/subscriptions`;
  }

  #urlOf(name: string): string {
    return `${this.#places.clients}/${encodeURIComponent(name)}`;
  }

  #ask(request: Omit<TapisRequest, 'place' | 'authorization'>): Promise<unknown> {
    return ask(this.#caller, { ...request, place: 'clients service', authorization: basic(this.#login) });
  }
}

/** With its version, where one is told: an API may be there in several. */
export function nameOfApi({ apiName, apiVersion }: Api): string {
  return apiVersion ? `${apiName}/${apiVersion}` : apiName;
}

function apiOf(result: unknown): Api {
  return {
    apiName: plainText(textOf(result, 'apiName')),
    apiVersion: plainText(textOf(result, 'apiVersion')),
    apiProvider: plainText(textOf(result, 'apiProvider')),
  };
}

function clientOf(result: unknown): Client {
  return {
    name: plainText(textOf(result, 'name')),
    description: plainText(textOf(result, 'description')),
    key: plainText(textOf(result, 'consumerKey')),
    callbackUrl: plainText(textOf(result, 'callbackUrl')),
  };
}
