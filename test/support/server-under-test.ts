/** A real server on a real socket and port, below a fresh temporary folder, with fake services behind it. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../daemon/clock.ts';
import type { Log } from '../../daemon/log.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../daemon/server/server.ts';
import { FakeClock } from './fake-clock.ts';
import { type FakeServices, fakeServices } from './fake-services.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Wanted {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string;
}

export interface ServerUnderTest {
  services: FakeServices;
  server: RunningServer;
  paths: Paths;
  clock: FakeClock;
  /** The client key in the default key file. */
  key: string;
  overSocket(wanted: Wanted): Promise<Answer>;
  overTcp(wanted: Wanted): Promise<Answer>;
  /** Sends bytes as they are over TCP and resolves with all that came back until the connection closed. */
  rawOverTcp(bytes: string): Promise<string>;
  rawOverSocket(bytes: string): Promise<string>;
  end(): Promise<void>;
}

export async function serverUnderTest(
  options: Partial<ServerOptions> & { services?: FakeServices; log?: Log } = {},
): Promise<ServerUnderTest> {
  const home = mkdtempSync(join(tmpdir(), 'tokenwell-test-'));
  const paths = findPaths({ TOKENWELL_HOME: home });
  const clock = new FakeClock();
  const { services = fakeServices(), log = silentLog, ...rest } = options;
  const server = await startServer(services, { paths, clock: clock as Clock, log, tcp: true, ...rest });
  const tcp = () => ({ host: '127.0.0.1', port: server.port ?? 0 });
  return {
    services,
    server,
    paths,
    clock,
    key: readFileSync(server.keyFile, 'utf8'),
    overSocket: (wanted) =>
      ask({ socketPath: server.socket }, { ...wanted, headers: { host: 'tokenwell', ...wanted.headers } }),
    overTcp: (wanted) => ask(tcp(), wanted),
    rawOverTcp: (bytes) => sendRaw(tcp(), bytes),
    rawOverSocket: (bytes) => sendRaw({ path: server.socket }, bytes),
    async end() {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function ask(address: { socketPath: string } | { host: string; port: number }, wanted: Wanted): Promise<Answer> {
  const body = wanted.body ?? (wanted.json === undefined ? undefined : JSON.stringify(wanted.json));
  const headers: Record<string, string> = { ...wanted.headers };
  if (wanted.json !== undefined) headers['content-type'] = 'application/json';
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const call = httpRequest({ ...address, path: wanted.path, method: wanted.method ?? 'GET', headers, agent: false });
    call.on('error', reject);
    call.on('response', async (response) => {
      let text = '';
      try {
        for await (const part of response.setEncoding('utf8')) text += part;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      } catch (error) {
        reject(error);
      }
    });
    call.end(body);
  });
}

function sendRaw(address: { path: string } | { host: string; port: number }, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(address);
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      text += part;
    });
    // A reset after the answer is a way to close, too.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}
