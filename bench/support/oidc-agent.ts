/** oidc-agent, the peer: https://github.com/indigo-dc/oidc-agent, in the version that Debian has. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ServerProcess } from '../../test/support/server-process.ts';

const run = promisify(execFile);

export interface OidcAgent {
  socket: string;
  /** What `oidc-token` needs to find it. */
  environment: NodeJS.ProcessEnv;
  /** Signs in at this server under a name. */
  add(name: string, server: ServerProcess): Promise<void>;
  close(): Promise<void>;
}

export async function startOidcAgent(): Promise<OidcAgent> {
  // Its socket's folder must be the owner's alone, which mkdtemp sees to.
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-bench-'));
  const socket = join(folder, 'agent.sock');
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    OIDC_SOCK: socket,
    OIDC_CONFIG_DIR: folder,
    OIDC_ENCRYPTION_PW: 'canary-bench-password',
  };
  const child = spawn('oidc-agent', ['-d', '-a', socket], { env: environment, stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`oidc-agent ended with ${child.exitCode}`);
    await delay(20);
  }

  return {
    socket,
    environment,
    async add(name, server) {
      const { clientId, clientSecret } = server.clients.secret;
      const account = ['--iss', server.issuer, '--client-id', clientId, '--client-secret', clientSecret];
      const grant = ['--rt', await server.refreshToken(), '--scope', 'openid offline_access'];
      const quiet = ['--redirect-uri', 'http://localhost:4242', '--pw-env', '--prompt=none', '--confirm-default'];
      const generating = run('oidc-gen', [name, ...account, ...grant, ...quiet], { env: environment });
      generating.child.stdin?.end();
      await generating;
    },
    async close() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function oidcAgentVersion(): Promise<string> {
  return (await run('oidc-agent', ['--version'])).stdout.trim();
}
