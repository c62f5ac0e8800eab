/** NOMAD's own routers in a Python process, with the stand-in's realm behind them. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { backendEnvironment } from '../../../scripts/python-environment.ts';
import type { Nomad } from '../nomad.ts';

export interface Routers {
  /** As profiles name it. */
  address: string;
  close(): Promise<void>;
}

export async function startRouters({ origin }: Nomad): Promise<Routers> {
  const python = join(backendEnvironment('nomad'), 'python');
  const port = await freePort();
  const child = spawn(python, [join(import.meta.dirname, 'routers.py'), String(port), origin], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NOMAD_SERVICES_API_SECRET: 'canary-api-secret-of-at-least-32-characters',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break;
  if (child.exitCode !== null) throw new Error("NOMAD's routers ended at once");
  return {
    address: `http://127.0.0.1:${port}/nomad-oasis`,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
