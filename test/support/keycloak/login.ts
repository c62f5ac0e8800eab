/** A person at Keycloak's real login pages, scripted. */

import { passwords } from './realm.ts';

/** Goes through the pages behind a device flow's `verification_uri_complete`. */
export async function answerDeviceCode(verificationUri: string, user: string, answer: 'approve' | 'deny') {
  const visit = new Visit();
  await visit.open(verificationUri);
  await visit.logIn(user);
  if (!visit.page.includes('name="accept"')) throw new Error(`Keycloak did not ask for consent:\n${visit.text()}`);
  await visit.submit(answer === 'approve' ? { accept: 'Yes' } : { cancel: 'No' });
  const expected = answer === 'approve' ? /Device Login Successful/ : /Consent denied|Login Failed/i;
  if (!expected.test(visit.page)) throw new Error(`Keycloak did not confirm:\n${visit.text()}`);
}

/** Plays the browser of a code flow: gives the redirect that the client would receive. */
export async function authorize(authorizationUri: URL | string, user: string): Promise<URL> {
  const visit = new Visit();
  await visit.open(String(authorizationUri));
  await visit.logIn(user);
  // Asked for by `prompt=consent`.
  if (visit.page.includes('name="accept"')) await visit.submit({ accept: 'Yes' });
  if (!visit.left) throw new Error(`Keycloak did not lead back to the client:\n${visit.text()}`);
  return visit.left;
}

class Visit {
  readonly #cookies = new Map<string, string>();
  #origin = '';
  page = '';
  left: URL | null = null;

  async open(url: string): Promise<void> {
    this.#origin = new URL(url).origin;
    await this.#go('GET', url);
  }

  async logIn(username: string): Promise<void> {
    const password = passwords[username];
    if (!password) throw new Error(`The realm has no user ${username}.`);
    await this.submit({ username, password, credentialId: '' });
  }

  /** Submits the only form of the page, with these fields besides the hidden ones. */
  async submit(fields: Record<string, string>): Promise<void> {
    const action = /<form[^>]* action="([^"]*)"/.exec(this.page)?.[1];
    if (!action) throw new Error(`No form on this page:\n${this.text()}`);
    const form = new URLSearchParams();
    for (const [input] of this.page.matchAll(/<input[^>]* type="hidden"[^>]*>|<input type="hidden"[^>]*>/g)) {
      const name = / name="([^"]*)"/.exec(input)?.[1];
      if (name) form.set(name, unescape(/ value="([^"]*)"/.exec(input)?.[1] ?? ''));
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    await this.#go('POST', new URL(unescape(action), this.#origin).href, form);
  }

  /** The page without its markup, for messages. */
  text(): string {
    return this.page
      .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  }

  async #go(method: string, url: string, form?: URLSearchParams): Promise<void> {
    if (new URL(url).origin !== this.#origin) {
      this.left = new URL(url);
      return;
    }
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      // All of them: Keycloak marks its cookies Secure even where it is served on plain HTTP.
      headers: { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form ? { body: form } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name && value !== undefined) this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location) return this.#go('GET', new URL(location, url).href);
    this.page = await answer.text();
  }
}

function unescape(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
