/**
 * A stand-in of AWX 24.6: the OAuth library that AWX itself uses, behind AWX's paths, in a process of its own. And AWX's real
 * command line, which checks that it is one.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { backendEnvironment } from '../../scripts/python-environment.ts';
import { startChildServer } from './child-server.ts';

const folder = join(import.meta.dirname, 'awx');

export interface AwxServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** Calls its API as this user, by basic auth, or with this token. Resolves with the parsed body. */
  ask(path: string, as: Credentials, request?: { method?: string; body?: object }): Promise<Asked>;
  /** Follows an authorization address as a browser would, signed in as this user; resolves with the redirect that came back. */
  authorize(uri: string, as: keyof typeof passwords): Promise<URL>;
  close(): Promise<void>;
}

type Credentials = { user: keyof typeof passwords } | { token: string };
interface Asked {
  status: number;
  body: Record<string, unknown>;
}

export const passwords = {
  admin: 'canary-admin-password',
  alice: 'canary-alice-password',
  ext: 'canary-ext-password',
} as const;

export function startAwx(): Promise<AwxServer> {
  return start('start_controller.py', 'awx');
}

/** The newer platform's own OAuth code behind the gateway's paths: django-ansible-base, the real thing, on SQLite. */
export function startGateway(): Promise<AwxServer> {
  return start('start_gateway.py', 'ansible-base');
}

async function start(program: string, environment: string): Promise<AwxServer> {
  const bin = backendEnvironment(environment);
  const data = mkdtempSync(join(tmpdir(), 'tokenwell-test-awx-'));
  const { address, stop } = await startChildServer(
    join(bin, 'python'),
    [join(folder, program), join(data, 'database')],
    { PYTHONDONTWRITEBYTECODE: '1', PYTHONWARNINGS: 'ignore' },
  );
  return {
    address,
    ask: (path, as, request) => ask(`${address}${path}`, as, request),
    authorize: (uri, as) => authorize(address, uri, as),
    async close() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function ask(url: string, as: Credentials, { method = 'GET', body }: { method?: string; body?: object } = {}) {
  const basic = 'user' in as && Buffer.from(`${as.user}:${passwords[as.user]}`).toString('base64');
  const authorization = 'token' in as ? `Bearer ${as.token}` : `Basic ${basic}`;
  const answer = await fetch(url, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answered = await answer.text();
  return { status: answer.status, body: answered ? JSON.parse(answered) : {} };
}

async function authorize(address: string, uri: string, as: keyof typeof passwords): Promise<URL> {
  const form = new URLSearchParams({ username: as, password: passwords[as] });
  const login = await fetch(`${address}/api/login/`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0]);
  const answer = await fetch(uri, { headers: { cookie: cookie.join('; ') }, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? `about:blank#${answer.status}`);
}

/** AWX's own command. */
export function awxProgram(): string {
  return join(backendEnvironment('awxkit'), 'awx');
}

/** Runs it, and resolves with what it printed. */
export async function runAwxCli(parameters: string[], environment: Record<string, string>): Promise<string> {
  const child = spawn(awxProgram(), parameters, {
    env: { PATH: process.env.PATH, PYTHONWARNINGS: 'ignore', CONTROLLER_COLOR: 'f', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return output;
  throw new Error(`awx ${parameters.join(' ')} failed: ${output}${errors}`);
}
