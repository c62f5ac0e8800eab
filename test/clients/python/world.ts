/**
 * The world of the Python client's tests: an authorization server, a daemon in a process of its own, and an API that takes
 * its tokens. Tests steer it by HTTP: `POST /control/NAME` with JSON. Prints where it is in one line of JSON.
 *
 *     node test/clients/python/world.ts LIFE       LIFE: seconds that an access token lives
 */

import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startAuthorizationServer } from '../../support/authorization-server.ts';
import { freshHome, type SpawnedDaemon, spawnTestDaemon } from '../../support/daemon.ts';
import { signInByCode } from '../../support/sign-in.ts';
import { openWindow, type TestWindow } from '../../support/window.ts';

const life = Number(process.argv[2] ?? 300);
const server = await startAuthorizationServer({ accessTokenLife: life });
const home = freshHome();
const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access profile read' };
const profiles = { lab: profile, other: profile };
let daemon: SpawnedDaemon | null = await spawnTestDaemon({ home, profiles });

let window: TestWindow | null = null;

/** Tokens that the API takes no more, by their hash; and what it was asked. */
const refused = new Set<string>();
let asked: { path: string; status: number; body: string }[] = [];

const controls: Record<string, (body: Record<string, string>) => unknown> = {
  'sign-in': async ({ profile: name = 'lab', as = 'alice' }) =>
    daemon && (await signInByCode(daemon.connection, server, { profile: name, as })),
  async 'sign-out'() {
    for (const { id } of (await daemon?.connection.accounts())?.accounts ?? []) await daemon?.connection.signOut(id);
  },
  approve: ({ code = '' }) => server.approve(code),
  deny: ({ code = '' }) => server.deny(code),
  'end-sessions': () => server.endSessions('alice'),
  refreshes: () => server.log.refreshes(),
  refuse: ({ token = '' }) => void refused.add(hash(token)),
  asked: () => asked,
  forget: () => {
    asked = [];
    refused.clear();
  },
  /** A window of VS Code with this folder. */
  async 'open-window'({ folder = '' }) {
    if (daemon) window = await openWindow(daemon, folder);
  },
  'close-window': () => window?.close(),
  async answer({ decision = 'allow' }) {
    if (!window) return;
    const { id: request } = await window.question();
    await window.connection.decidePermission({ request, decision: decision as 'allow' | 'deny' });
  },
  async stop() {
    await daemon?.kill('SIGTERM');
    daemon = null;
  },
  async start() {
    daemon ??= await spawnTestDaemon({ home });
  },
  async restart() {
    await controls.stop?.({});
    await controls.start?.({});
  },
};

const api = createServer(async (request, response) => {
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
  const status = await judge(request.headers.authorization);
  asked.push({ path: pathname, status, body });
  // To this machine by another name, which is another host to whoever follows.
  if (pathname === '/moved') response.setHeader('Location', `http://localhost:${address.port}/elsewhere`);
  response.writeHead(pathname === '/moved' ? 307 : status).end(String(status));
});

async function judge(authorization = ''): Promise<number> {
  const token = authorization.replace(/^Bearer /, '');
  if (token === '' || refused.has(hash(token))) return 401;
  return (await server.userinfo(token)) ? 200 : 401;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
const address = api.address() as AddressInfo;
console.log(JSON.stringify({ home, api: `http://127.0.0.1:${address.port}` }));

// The tests end us by closing our input, or by dying.
process.stdin.resume().once('end', async () => {
  await daemon?.kill('SIGTERM');
  await server.close();
  rmSync(home, { recursive: true, force: true });
  process.exit();
});
