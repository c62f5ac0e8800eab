/** A server in a process of its own. Its first line of output is its port, and it ends with its standard input. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ChildServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  stop(): Promise<void>;
}

export async function startChildServer(
  command: string,
  parameters: string[],
  environment: Record<string, string> = {},
): Promise<ChildServer> {
  const child = spawn(command, parameters, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const address = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([port]) => `http://127.0.0.1:${port}`),
    exited.then(() => Promise.reject(new Error(`${parameters[0] ?? command} did not start`))),
  ]);
  return {
    address,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
