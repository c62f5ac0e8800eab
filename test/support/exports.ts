/**
 * Places that tokens are exported to: a real OpenBao, moto's Secrets Manager, a stand-in of GitHub, and what opens boxes and
 * age files independently of us.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { backendEnvironment } from '../../scripts/python-environment.ts';

const bin = () => backendEnvironment('exports');
const folder = join(import.meta.dirname, 'exports');

export interface OpenBao {
  address: string;
  rootToken: string;
  ask(method: string, path: string, body?: object): Promise<{ status: number; body: any }>;
  close(): Promise<void>;
}

/** The real server, in memory: KV version 2 at secret/, version 1 at old/. */
export async function startOpenBao(rootToken = 'canary-root-of-openbao'): Promise<OpenBao> {
  const home = mkdtempSync(join(tmpdir(), 'tokenwell-test-bao-'));
  const port = await freePort();
  const parameters = ['server', '-dev', `-dev-root-token-id=${rootToken}`, `-dev-listen-address=127.0.0.1:${port}`];
  const child = spawn(join(bin(), 'bao'), parameters, {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await untilItSays(child, /Development mode should NOT be used/);
  const address = `http://127.0.0.1:${port}`;
  const ask: OpenBao['ask'] = async (method, path, body) => {
    const headers = { 'X-Vault-Token': rootToken };
    const answer = await fetch(`${address}/v1/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
  };
  await ask('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } });
  return {
    ...{ address, rootToken, ask },
    async close() {
      await end(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** moto's Secrets Manager; `read` by Amazon's own client for Python. */
export async function startMoto(): Promise<{ address: string; read(secret: string): string; close(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(join(bin(), 'python'), ['-u', join(folder, 'start_moto.py'), String(port)], {
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await untilItSays(child, /ready/);
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    read: (secret) => runPython('read_secret.py', [address, secret]),
    close: () => end(child),
  };
}

export interface GitHubStandIn {
  address: string;
  /** By their names below /repos/; opened by libsodium. */
  opened(): Record<string, string>;
  /** Every byte that arrived. */
  received(): string;
  close(): Promise<void>;
}

/** Takes secrets for example/analysis as GitHub's API documents it, from whoever has `token`. */
export async function startGitHub(token: string): Promise<GitHubStandIn> {
  const keys = JSON.parse(runPython('sealed_box.py', ['keys']));
  const boxes = new Map<string, string>();
  let received = '';
  const server = createServer(async (request, response) => {
    const answer = (status: number, body?: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
    };
    if (request.headers.authorization !== `token ${token}`) return answer(401, { message: 'Bad credentials' });
    const path = (request.url ?? '').replace('/repos/', '');
    if (!/^example\/analysis\/(actions|environments\/production)\/secrets\//.test(path)) {
      return answer(404, { message: 'Not Found' });
    }
    if (path.endsWith('/public-key')) return answer(200, { key_id: 'key-1', key: keys.public });
    const body = (await json(request)) as { encrypted_value: string; key_id: string };
    received += JSON.stringify(body);
    if (request.method !== 'PUT' || body.key_id !== 'key-1') return answer(422, { message: 'Validation failed' });
    boxes.set(path, body.encrypted_value);
    answer(201, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    opened: () =>
      Object.fromEntries(
        [...boxes].map(([path, box]) => [path, runPython('sealed_box.py', ['open'], `${keys.secret} ${box}`)]),
      ),
    received: () => received,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A new key, and what is in a file that was encrypted to it: by the Rust implementation of age. */
export function newAgeKey(): { recipient: string; open(file: string): string } {
  const { recipient, identity } = JSON.parse(runPython('age_file.py', ['keys']));
  return { recipient, open: (file) => runPython('age_file.py', ['open', file], identity) };
}

function runPython(program: string, parameters: string[], input = ''): string {
  return execFileSync(join(bin(), 'python'), [join(folder, program), ...parameters], { input, encoding: 'utf8' });
}

async function untilItSays(child: ChildProcess, words: RegExp): Promise<void> {
  if (!child.stdout) throw new Error('There is nothing to read.');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (words.test(line)) return void child.stdout.resume();
  throw new Error(`${child.spawnfile} did not start.`);
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
