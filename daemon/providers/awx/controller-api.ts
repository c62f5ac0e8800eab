/** The controller's REST API, in the name of one user: requests, their refusals in words, and lists page by page. */

import { nameHop } from '../../address.ts';
import type { ErrorCode } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import { type JsonObject, readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';
import { requireSuccess } from './refusals.ts';

export interface Wish {
  /** After "may not": `make applications`. */
  to: string;
  /** What a 404 means; `not_found` where it can mean nothing. */
  missing?: ErrorCode;
}

/** How the user proves who they are. */
export type Proof = { token: string; mayWrite: boolean } | { username: string; password: string };

const pageSize = 200;
/** A list of more pages than that does not end, or is nobody's own. */
const mostPages = 50;

export class ControllerApi {
  readonly #api: string;
  readonly #caller: Caller;
  readonly #proof: Proof;

  /** `api`: its address, with a slash at its end. */
  constructor(api: string, caller: Caller, proof: Proof) {
    this.#api = api;
    this.#caller = caller;
    this.#proof = proof;
  }

  get host(): string {
    return new URL(this.#api).host;
  }

  get hop(): string {
    return nameHop('API', this.#api);
  }

  read(path: string, wish: Wish): Promise<JsonObject> {
    return this.#request('GET', path, null, wish);
  }

  create(path: string, values: object, wish: Wish): Promise<JsonObject> {
    return this.#request('POST', path, values, wish);
  }

  change(path: string, values: object, wish: Wish): Promise<JsonObject> {
    return this.#request('PATCH', path, values, wish);
  }

  async remove(path: string, wish: Wish): Promise<void> {
    await this.#request('DELETE', path, null, wish);
  }

  /** All of a list. Its own idea of where the next page is stays unused: a secret goes along. */
  async list(path: string, wish: Wish): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    const joint = path.includes('?') ? '&' : '?';
    for (let page = 1; page <= mostPages; page++) {
      const answer = await this.read(`${path}${joint}page_size=${pageSize}&page=${page}`, wish);
      if (!Array.isArray(answer.results)) throw this.#malformed('answered without a list.');
      found.push(...answer.results.filter((item) => typeof item === 'object' && item !== null));
      if (answer.next === null || answer.next === undefined) return found;
    }
    throw this.#malformed(`has a list of more than ${mostPages * pageSize} entries, which was not read to its end.`);
  }

  async #request(method: string, path: string, values: object | null, wish: Wish): Promise<JsonObject> {
    const headers = {
      authorization: this.#authorization,
      ...(values && { 'content-type': 'application/json' }),
    };
    const url = this.#api + path;
    const answer = await call(this.#caller, 'API', url, { method, headers, body: values && JSON.stringify(values) });
    const mayWrite = 'token' in this.#proof ? this.#proof.mayWrite : null;
    const { hop, host } = this;
    requireSuccess(answer, { hop, host, method, mayWrite, wish: wish.to, missing: wish.missing ?? 'not_found' });
    return method === 'DELETE' ? {} : readSuccess(answer, hop);
  }

  get #authorization(): string {
    if ('token' in this.#proof) return `Bearer ${this.#proof.token}`;
    const { username, password } = this.#proof;
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  #malformed(what: string): ProviderFailure {
    return new ProviderFailure(`The ${this.hop} ${what}`, { kind: 'answer_lost', hop: this.hop, malformed: true });
  }
}
