/**
 * Authorization servers that nobody tuned for Tokenwell: django-oauth-toolkit as a plain OAuth 2.0 server without discovery,
 * and Zitadel's library, whose device flow and discovery are its own. Each with `alice` and `bob`.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installZitadel } from '../../scripts/install-zitadel.ts';
import { backendEnvironment } from '../../scripts/python-environment.ts';
import { startChildServer } from './child-server.ts';

export interface OAuthServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** As a person in a browser: signs in, types the code, and says yes or no. */
  answerDevice(userCode: string, answer: 'yes' | 'no', as?: Person): Promise<void>;
  /** Status of its API with this access token. */
  statusWith(accessToken: string): Promise<number>;
  close(): Promise<void>;
}

const passwords = { alice: 'canary-alice-password', bob: 'canary-bob-password' } as const;
type Person = keyof typeof passwords;

export interface PlainServer extends OAuthServer {
  /** Follows an authorization address as a browser would; resolves with the redirect that came back. */
  authorize(uri: string, as: Person): Promise<URL>;
}

/** Clients: `notebooks` for devices, and `portal` with a secret for the code flow. */
export async function startPlainServer({ tokenLife }: { tokenLife?: number } = {}): Promise<PlainServer> {
  const data = mkdtempSync(join(tmpdir(), 'tokenwell-test-oauth-'));
  const { address, stop } = await startChildServer(
    join(backendEnvironment('oauth-toolkit'), 'python'),
    [join(import.meta.dirname, 'oauth-toolkit/start.py'), join(data, 'database')],
    { PYTHONDONTWRITEBYTECODE: '1', ...(tokenLife && { TOKEN_LIFE: String(tokenLife) }) },
  );
  const signIn = (as: Person) => post(`${address}/login/`, { username: as, password: passwords[as] });
  return {
    address,
    async answerDevice(userCode, answer, as = 'alice') {
      const { cookie } = await signIn(as);
      const { location } = await post(`${address}/o/device/`, { user_code: userCode }, cookie);
      await post(`${address}${location}`, { action: answer === 'yes' ? 'accept' : 'deny' }, cookie);
    },
    statusWith: (accessToken) => statusOf(`${address}/me/`, accessToken),
    async authorize(uri, as) {
      const { cookie } = await signIn(as);
      const answer = await fetch(uri, { headers: { cookie }, redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? `about:blank#${answer.status}`);
    },
    async close() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Clients: `notebooks`, and `robot` with a secret. */
export async function startZitadel(): Promise<OAuthServer> {
  const home = installZitadel((line) => console.log(line));
  const users = join(import.meta.dirname, 'zitadel/users.json');
  const { address, stop } = await startChildServer(join(home, 'server'), [users]);
  return {
    address,
    async answerDevice(userCode, answer, as = 'alice') {
      const form = { user_code: userCode, username: as, password: passwords[as] };
      const { cookie } = await post(`${address}/device/login`, form);
      const action = answer === 'yes' ? 'allowed' : 'denied';
      await fetch(`${address}/device/confirm?action=${action}`, { headers: { cookie } });
    },
    statusWith: (accessToken) => statusOf(`${address}/userinfo`, accessToken),
    close: stop,
  };
}

async function post(url: string, form: Record<string, string>, cookie = '') {
  const body = new URLSearchParams(form);
  const answer = await fetch(url, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`${url} answered ${answer.status}`);
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { cookie: cookies.join('; '), location: answer.headers.get('location') ?? '' };
}

async function statusOf(url: string, accessToken: string): Promise<number> {
  return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).status;
}
