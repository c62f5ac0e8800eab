/**
 * The authorization server in a process of its own, so that it can be frozen with SIGSTOP: it then takes connections, as
 * its kernel does, and answers nothing.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Calls } from './authorization-server/program.ts';
import type { AuthorizationServer, Options, Settings } from './authorization-server.ts';

export interface ServerProcess extends Pick<AuthorizationServer, 'issuer' | 'clientId' | 'clients' | 'authorize'> {
  /** Signs alice in at the client with a secret, for programs that take a refresh token. */
  refreshToken(): Promise<string>;
  /** Refresh requests of this client that arrived. */
  refreshes(clientId: string): Promise<number>;
  change(settings: Partial<Settings>): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Also ends one that is frozen. */
  close(): Promise<void>;
}

export async function startServerProcess(options: Options = {}): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('./authorization-server/program.ts', import.meta.url));
  const child = fork(program, [JSON.stringify(options)]);
  const exited = once(child, 'exit');
  const [address] = (await once(child, 'message')) as [Pick<ServerProcess, 'issuer' | 'clientId' | 'clients'>];

  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  child.on('message', ({ id, answer, error }: { id: number; answer: never; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(answer);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  let count = 0;
  const call = <Name extends keyof Calls>(
    name: Name,
    ...parameters: Parameters<Calls[Name]>
  ): ReturnType<Calls[Name]> =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      child.send({ id: count, name, parameters });
    }) as ReturnType<Calls[Name]>;

  return {
    ...address,
    authorize: async (uri, who) => new URL(await call('authorize', String(uri), who)),
    refreshToken: () => call('refreshToken'),
    refreshes: (clientId) => call('refreshes', clientId),
    change: (settings) => call('change', settings),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
