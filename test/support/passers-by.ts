/**
 * A way to a server that looks at all processes of the machine whenever something comes by: whoever sent it is then alive,
 * and what is in an argument or a variable can be read.
 */

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface WatchedWay {
  address: string;
  /** Command line and environment of each process that was there when something came by. */
  processes(): string[];
  close(): Promise<void>;
}

export async function watchWayTo(target: string): Promise<WatchedWay> {
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    for (const process of processesNow()) seen.add(process);
    const { host: _, 'content-length': _length, connection: _connection, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    processes: () => [...seen],
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function processesNow(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `${read(pid, 'cmdline')}\n${read(pid, 'environ')}`);
}

/** Others' processes, and those that have just ended, tell nothing. */
function read(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
