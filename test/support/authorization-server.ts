/**
 * A real authorization server (oidc-provider) in this process, for tests and for the demo.
 *
 *     const server = await startAuthorizationServer({ accessTokenLife: 15 });
 *     await server.approve(userCode, { as: 'alice' });
 *     server.faults.next('refresh', dropAnswer());
 *     await server.log.finished('refresh');
 *     await server.close();
 *
 * oidc-provider reads the machine's clock and takes no other. A test on a `FakeClock` gives its tokens a long real life
 * and says with `reportedLife` what the answers shall claim.
 */

import type { AddressInfo } from 'node:net';
import { Browser } from './authorization-server/browser.ts';
import { type Clients, clientCredentials } from './authorization-server/cast.ts';
import { issueCertificate } from './authorization-server/certificate.ts';
import type { Answer } from './authorization-server/exchange.ts';
import { Faults } from './authorization-server/faults.ts';
import { createFront } from './authorization-server/front.ts';
import { Memory } from './authorization-server/memory.ts';
import { createProvider, type Settings as ProviderSettings } from './authorization-server/provider.ts';
import { type LoggedRequest, RequestLog } from './authorization-server/request-log.ts';
import { startUpstream, type Upstream } from './authorization-server/upstream.ts';

export { resources, scopes, users } from './authorization-server/cast.ts';
export * from './authorization-server/faults.ts';
export type { LoggedRequest, RequestKind } from './authorization-server/request-log.ts';

/** May be changed while the server runs. Durations in whole seconds. */
export interface Settings extends ProviderSettings {
  /** What `expires_in` of token answers shall say, whatever the token's real life; null for the truth. */
  reportedLife: number | null;
  /** Adds `refresh_expires_in`, as Keycloak does; null for no such field, which is oidc-provider's way. */
  reportedRefreshLife: number | null;
  /** Polling interval in answers of the device endpoint; null for none, which means 5 s (RFC 8628 §3.2). */
  interval: number | null;
}

export interface Options extends Partial<Settings> {
  /** 0, the default, for one that is free. */
  port?: number;
  /** Serve HTTPS with a certificate of an authority made for this run; trust it by `server.ca`. */
  https?: boolean;
}

export interface AuthorizationServer {
  issuer: string;
  /** The client for most tests: public, device and code flow, refresh tokens. */
  clientId: string;
  clients: Clients;
  settings: Settings;
  faults: Faults;
  log: RequestLog;
  /** PEM of the certificate authority; null without `https`. */
  ca: string | null;
  /** Approves a device flow by its code, through the real pages. Throws where the pages refuse. */
  approve(userCode: string, options?: { as?: string }): Promise<void>;
  deny(userCode: string): Promise<void>;
  /** Plays the browser of a code flow: gives the redirect that the client would receive. */
  authorize(authorizationUri: URL | string, options?: { as?: string; deny?: boolean }): Promise<URL>;
  /** The claims that userinfo gives for an access token, or null where the token is dead. Not logged. */
  userinfo(accessToken: string): Promise<Record<string, unknown> | null>;
  /** How often a used refresh token came again, which killed its grant each time. */
  reuses(): number;
  /** As an administrator would: the user's sessions, grants and tokens are gone. */
  endSessions(user: string): void;
  close(): Promise<void>;
}

const defaults: Settings = {
  accessTokenLife: 300,
  refreshTokenLife: 14 * 24 * 60 * 60,
  deviceCodeLife: 600,
  rotate: true,
  reportedLife: null,
  reportedRefreshLife: null,
  interval: 1,
};

export async function startAuthorizationServer(options: Options = {}): Promise<AuthorizationServer> {
  const { port = 0, https = false, ...overrides } = options;
  const settings: Settings = { ...defaults, ...overrides };
  const certificate = https ? await issueCertificate() : null;
  const faults = new Faults();
  const log = new RequestLog();
  const memory = new Memory();
  let upstream: Upstream;

  const adjust = (request: LoggedRequest, answer: Answer) => adjustAnswer(settings, request, answer);
  const front = createFront({ log, faults, certificate, upstream: () => upstream, adjust });
  await new Promise<void>((resolve, reject) => front.once('error', reject).listen(port, '127.0.0.1', resolve));
  const issuer = `${https ? 'https' : 'http'}://127.0.0.1:${(front.address() as AddressInfo).port}`;

  const provider = createProvider(issuer, settings, memory);
  upstream = await startUpstream(issuer, provider.callback());
  let reuses = 0;
  provider.on('grant.error', (_, error) => {
    if (error.error_detail === 'refresh token already used') reuses++;
  });

  const answerDevicePage = async (userCode: string, fields: Record<string, string>, expected: string) => {
    const browser = new Browser(upstream, issuer);
    await browser.open(`/device?user_code=${encodeURIComponent(userCode)}`);
    await browser.submit({});
    await browser.submit(fields);
    if (!browser.page.includes(expected))
      throw new Error(`The sign-in page did not say "${expected}":\n${browser.page}`);
  };

  return {
    issuer,
    clientId: 'notebooks',
    clients: clientCredentials(),
    settings,
    faults,
    log,
    ca: certificate?.ca ?? null,
    reuses: () => reuses,
    endSessions: (user) => memory.endSessions(user),
    approve: (userCode, { as = 'alice' } = {}) => answerDevicePage(userCode, { as }, 'You are signed in'),
    deny: (userCode) => answerDevicePage(userCode, { abort: 'yes' }, 'Denied'),

    async authorize(authorizationUri, { as = 'alice', deny = false } = {}) {
      const browser = new Browser(upstream, issuer);
      await browser.open(authorizationUri);
      if (!browser.left) await browser.submit(deny ? { abort: 'yes' } : { as });
      if (!browser.left) throw new Error(`The sign-in did not lead back to the client:\n${browser.page}`);
      return browser.left;
    },

    async userinfo(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const answer = await upstream.ask({ method: 'GET', target: '/me', headers, body: '' });
      return answer.status === 200 ? (JSON.parse(answer.body) as Record<string, unknown>) : null;
    },

    async close() {
      const closed = new Promise((resolve) => front.close(resolve));
      front.closeAllConnections();
      upstream.close();
      await closed;
    },
  };
}

/** What the settings say and oidc-provider cannot. */
function adjustAnswer(settings: Settings, request: LoggedRequest, answer: Answer): Answer {
  if (answer.status !== 200) return answer;
  if (request.endpoint === 'device' && settings.interval !== null)
    return withFields(answer, { interval: settings.interval });
  if (request.endpoint !== 'token') return answer;
  const fields: Record<string, number> = {};
  if (settings.reportedLife !== null) fields.expires_in = settings.reportedLife;
  if (settings.reportedRefreshLife !== null) fields.refresh_expires_in = settings.reportedRefreshLife;
  return withFields(answer, fields);
}

function withFields(answer: Answer, fields: Record<string, unknown>): Answer {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), ...fields }) };
}
