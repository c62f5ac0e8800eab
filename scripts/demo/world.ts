/** The little world of the demo: an authorization server, a daemon of its own under a temporary home, and their end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../clients/node/connect.ts';
import type { Connection } from '../../clients/node/connection.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../test/support/authorization-server.ts';

export interface World {
  server: AuthorizationServer;
  daemon: Connection;
  paths: Paths;
  /** For programs that shall find this daemon and no other. */
  environment: Record<string, string | undefined>;
  /** Starts a program that ends with the demo. */
  run(command: string, parameters: string[], output: 'show' | 'read'): ChildProcess;
  /** Throws once the world has ended, so that nothing is begun after it. */
  requireAlive(): void;
  /** Ends all processes and removes all files. */
  end(): Promise<void>;
}

/** Seconds. Short, so that renewals can be watched. */
export const accessTokenLife = 15;

export async function createWorld(): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'tokenwell-demo-'));
  const environment = {
    ...process.env,
    TOKENWELL_HOME: home,
    TOKENWELL_STORE: 'memory',
    TOKENWELL_SYSTEM_CONFIG: join(home, 'system'),
    TOKENWELL_SOCKET: undefined,
  };
  const paths = findPaths(environment);
  const children = new Set<ChildProcess>();
  const server = await startAuthorizationServer({ accessTokenLife, rotate: true });
  let daemon: Connection | null = null;
  let ended = false;
  const requireAlive = () => {
    if (ended) throw new Error('The demo has ended.');
  };

  const end = async () => {
    ended = true;
    for (const child of children) child.kill();
    await daemon?.shutDown().catch(() => {});
    if (daemon) await gone(daemon);
    await server.close();
    rmSync(home, { recursive: true, force: true });
  };

  try {
    daemon = await connect({ client: 'tokenwell-demo', environment, paths });
  } catch (error) {
    await end();
    throw error;
  }
  return {
    ...{ server, daemon, paths, requireAlive, end },
    environment: { ...environment, TOKENWELL_SOCKET: paths.socket },
    run(command, parameters, output) {
      requireAlive();
      const child = spawn(command, parameters, {
        env: { ...environment, TOKENWELL_SOCKET: paths.socket },
        stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'inherit'],
      });
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    },
  };
}

/** Resolves with what the program printed. Rejects where it fails. */
export async function output(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${child.spawnfile} ended with code ${code}.`);
  return text;
}

/** The daemon answered that it ends; wait until it has. */
async function gone(daemon: Connection): Promise<void> {
  for (let look = 0; look < 100; look++) {
    const serves = await daemon.health().catch(() => null);
    if (!serves) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
