/** A person at a browser, scripted: follows redirects, keeps cookies, submits the forms of the server's own pages. */

import type { Answer } from './exchange.ts';
import type { Upstream } from './upstream.ts';

export class Browser {
  readonly #upstream: Upstream;
  readonly #issuer: string;
  readonly #cookies = new Map<string, string>();
  /** The page that is shown. */
  page = '';
  /** Where a redirect led away from the server: it is not followed. */
  left: URL | null = null;

  constructor(upstream: Upstream, issuer: string) {
    this.#upstream = upstream;
    this.#issuer = issuer;
  }

  async open(url: URL | string): Promise<void> {
    await this.#go('GET', new URL(url, this.#issuer), '');
  }

  /** Submits the only form of the page, with these fields besides the hidden ones. */
  async submit(fields: Record<string, string>): Promise<void> {
    const action = /<form[^>]* action="([^"]*)"/.exec(this.page)?.[1];
    if (action === undefined) throw new Error(`No form on this page:\n${this.page}`);
    const form = new URLSearchParams();
    for (const [input] of this.page.matchAll(/<input[^>]* type="hidden"[^>]*>|<input type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name) form.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    await this.#go('POST', new URL(action, this.#issuer), form.toString());
  }

  async #go(method: string, url: URL, body: string): Promise<void> {
    if (url.origin !== new URL(this.#issuer).origin) {
      this.left = url;
      return;
    }
    const headers: Record<string, string> = { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') };
    if (method === 'POST') headers['content-type'] = 'application/x-www-form-urlencoded';
    const answer = await this.#upstream.ask({ method, target: url.pathname + url.search, headers, body });
    this.#keepCookies(answer);
    const location = answer.headers.location;
    if (typeof location === 'string') return this.#go('GET', new URL(location, url), '');
    this.page = answer.body;
  }

  #keepCookies(answer: Answer): void {
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (!name) continue;
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
  }
}
