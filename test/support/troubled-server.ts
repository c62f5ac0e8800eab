/** A server in whatever trouble a test wants: it answers the same to all, but for the paths that are told otherwise. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TroubledAnswer {
  status: number;
  type?: string;
  body: string | object;
  /** The connection ends in the middle of the body. */
  cut?: boolean;
}

/** null: none at all. */
export type Trouble = TroubledAnswer | null;

export interface TroubledServer {
  origin: string;
  /** Method and path of each request. */
  received: string[];
  /** Resolves with the next request that gets no answer. */
  ignored: Promise<void>;
  close(): Promise<void>;
}

/** `paths`: by method and path, in place of the trouble; `ORIGIN` in a body is the server's own. */
export async function startTroubledServer(
  trouble: Trouble,
  paths: Record<string, TroubledAnswer> = {},
): Promise<TroubledServer> {
  const received: string[] = [];
  const { promise: ignored, resolve: ignore } = Promise.withResolvers<void>();
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for await (const _ of request);
    const { pathname } = new URL(request.url ?? '/', 'http://server');
    received.push(`${request.method} ${pathname}`);
    const answer = paths[`${request.method} ${pathname}`] ?? trouble;
    if (!answer) return ignore();
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    const body = text.replaceAll('ORIGIN', origin());
    const headers = { 'content-type': answer.type ?? 'application/json', 'content-length': Buffer.byteLength(body) };
    response.writeHead(answer.status, headers);
    if (!answer.cut) return void response.end(body);
    response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
  }

  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ origin: origin(), received, ignored },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
