/** oidc-provider on a port of its own, behind the front that tests talk to. */

import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './exchange.ts';

export interface UpstreamRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Upstream {
  ask(request: UpstreamRequest): Promise<Answer>;
  close(): void;
}

/** `issuer` is the address of the front: the server behind it makes its links and cookies for that one. */
export async function startUpstream(issuer: string, listener: RequestListener): Promise<Upstream> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { host, protocol } = new URL(issuer);
  const forwarded = { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.replace(':', '') };

  return {
    ask: ({ method, target, headers, body }) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          { host: '127.0.0.1', port, method, path: target, headers: { ...withoutHops(headers), ...forwarded } },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', reject);
            incoming.on('end', () =>
              resolve({
                status: incoming.statusCode ?? 0,
                headers: withoutHops(incoming.headers),
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Headers of one connection only, and the length, which a fault may change. */
function withoutHops(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const {
    connection,
    'keep-alive': _keepAlive,
    'transfer-encoding': _encoding,
    'content-length': _length,
    ...rest
  } = headers;
  return rest as Record<string, string | string[]>;
}
