/**
 * The world of the Python client's tests: an authorization server, a daemon in a process of its own, and an API that takes
 * its tokens. Tests steer it by HTTP: `POST /control/NAME` with JSON. Prints where it is in one line of JSON.
 *
 *     node test/clients/python/world.ts LIFE       LIFE: seconds that an access token lives
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import type { HealthResponse } from '../../../daemon/api.ts';
import { bundle } from '../../../scripts/build.ts';
import { issueCertificate } from '../../support/authorization-server/certificate.ts';
import { dropRequest, rewrite, startAuthorizationServer } from '../../support/authorization-server.ts';
import { environmentOf, freshHome, type SpawnedDaemon, spawnTestDaemon, untilGone } from '../../support/daemon.ts';
import { signInByCode } from '../../support/sign-in.ts';
import { openWindow, type TestWindow } from '../../support/window.ts';
import { filesWith, keepIssued } from './issued-tokens.ts';

const life = Number(process.argv[2] ?? 300);
const server = await startAuthorizationServer({ accessTokenLife: life });
const home = freshHome();
const scope = 'openid offline_access profile read';
const profile = { issuer: server.issuer, client_id: server.clientId, scope, narrowing: 'safe' as const };
const names = ['lab', 'other', 'provena', 'tapis', 'nomad', 'awx'];
const profiles = Object.fromEntries(names.map((name) => [name, profile]));
let daemon: SpawnedDaemon | null = await spawnTestDaemon({ home, profiles });
/** Process id of the daemon that a newer version has put in its place. */
let successor: number | null = null;
/** All access and refresh tokens that anybody was ever given. */
const issued = keepIssued(server);

let window: TestWindow | null = null;

/** Tokens that the API takes no more, by their hash; and what it was asked. */
const refused = new Set<string>();
let asked: { path: string; status: number; body: string; token: string }[] = [];
/** What the API answers at some paths, as JSON, to whoever has a token; `open`: to everybody. */
const answers = new Map<string, { body: unknown; open: boolean }>();

const controls: Record<string, (body: Record<string, string>) => unknown> = {
  'sign-in': async ({ profile: name = 'lab', as = 'alice' }) =>
    daemon && (await signInByCode(daemon.connection, server, { profile: name, as })),
  async 'sign-out'() {
    for (const { id } of (await daemon?.connection.accounts())?.accounts ?? []) await daemon?.connection.signOut(id);
  },
  approve: ({ code = '' }) => server.approve(code),
  deny: ({ code = '' }) => server.deny(code),
  /** The authorization server cannot be reached, or can again. */
  network({ gone }) {
    if (gone) server.faults.always('token', dropRequest());
    else keepIssued(server, issued);
  },
  /** Files in these places that hold a token as it is. */
  'files-with-a-token': ({ places }) => filesWith(issued, places as unknown as string[]),
  'a-token': () => [...issued].at(-1),
  'end-sessions': () => server.endSessions('alice'),
  refreshes: () => server.log.refreshes(),
  /** The next refresh gives all scopes, whatever is asked. */
  'ignore-narrowing': () =>
    server.faults.next(
      'token',
      rewrite((body) => ({ ...body, scope })),
    ),
  refuse: ({ token = '' }) => void refused.add(hash(token)),
  answer: ({ path = '', body, open }) => void answers.set(path, { body, open: Boolean(open) }),
  asked: () => asked,
  'forget-asked': () => {
    asked = [];
  },
  forget: () => {
    answers.clear();
    asked = [];
    refused.clear();
  },
  /** A window of VS Code with this folder. */
  async 'open-window'({ folder = '' }) {
    if (daemon) window = await openWindow(daemon, folder);
  },
  'close-window': () => window?.close(),
  async decide({ decision = 'allow' }) {
    if (!window) return;
    const { id: request } = await window.question();
    await window.connection.decidePermission({ request, decision: decision as 'allow' | 'deny' });
  },
  async stop() {
    await daemon?.kill('SIGTERM');
    daemon = null;
    if (successor !== null) process.kill(successor, 'SIGTERM');
    if (successor !== null) await untilGone(successor);
    successor = null;
  },
  async start() {
    daemon ??= await spawnTestDaemon({ home });
  },
  /** A program of a newer version calls, as after an update, and its daemon takes over. */
  async upgrade() {
    const folder = join(home, 'newer');
    const entries = { daemon: 'daemon/main.ts', caller: 'test/support/callers/health.ts' };
    await bundle({ folder, version: '99.0.0', entries });
    const caller = spawn(process.execPath, [join(folder, 'caller.mjs')], {
      env: { PATH: process.env.PATH, ...environmentOf(home) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { pid, version } = JSON.parse(await text(caller.stdout)) as HealthResponse;
    successor = pid;
    return version;
  },
  async restart() {
    await controls.stop?.({});
    await controls.start?.({});
  },
};

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const control = controls[pathname.replace('/control/', '')];
  if (pathname.startsWith('/control/') && control) {
    try {
      response.end(
        JSON.stringify({ result: (await control((await json(request)) as Record<string, string>)) ?? null }),
      );
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: String(error) }));
    }
    return;
  }
  const body = Buffer.concat(await request.toArray()).toString('latin1');
  const { authorization = '', 'x-tapis-token': tapis } = request.headers;
  const token = String(tapis ?? authorization.replace(/^Bearer /, ''));
  const answer = answers.get(pathname);
  const status = answer?.open ? 200 : await judge(token);
  asked.push({ path: pathname, status, body, token: hash(token) });
  // To this machine by another name, which is another host to whoever follows.
  if (pathname === '/moved') response.setHeader('Location', `${urlOf(api, 'localhost')}/elsewhere`);
  if (pathname === '/moved') response.writeHead(307).end();
  else if (status === 200 && answer) sendJson(response, answer.body);
  else response.writeHead(status).end(String(status));
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function judge(token: string): Promise<number> {
  if (token === '' || refused.has(hash(token))) return 401;
  return (await server.userinfo(token)) ? 200 : 401;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function urlOf(listener: Server, host = '127.0.0.1'): string {
  return `${listener === secureApi ? 'https' : 'http'}://${host}:${(listener.address() as AddressInfo).port}`;
}

const { ca, certificate: cert, key } = await issueCertificate();
const api = createServer(serve);
const secureApi = createSecureServer({ cert, key }, serve);
for (const listener of [api, secureApi]) {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
}
const authority = join(home, 'ca.pem');
writeFileSync(authority, ca);
console.log(JSON.stringify({ home, api: urlOf(api), secure_api: urlOf(secureApi), authority }));

// The tests end us by closing our input, or by dying.
process.stdin.resume().once('end', async () => {
  await controls.stop?.({});
  await server.close();
  rmSync(home, { recursive: true, force: true });
  process.exit();
});
