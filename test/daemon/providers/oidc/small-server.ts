/** A bare HTTP server on loopback that answers as a test says: for answers that no decent server would give. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Of a form body; a parameter may come several times. */
  form: URLSearchParams;
}

export type Respond = (received: Received, response: ServerResponse) => void;

export interface SmallServer {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  received: Received[];
  /** By path; `*` for any other. */
  on(path: string, respond: Respond): void;
  close(): Promise<void>;
}

export async function startSmallServer(): Promise<SmallServer> {
  const routes = new Map<string, Respond>();
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = (request.url ?? '').split('?')[0] ?? '';
    const entry = { method: request.method ?? '', path, headers: request.headers, form: new URLSearchParams(body) };
    received.push(entry);
    const respond = routes.get(path) ?? routes.get('*') ?? ((_, answer) => answer.writeHead(404).end());
    respond(entry, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    on: (path, respond) => routes.set(path, respond),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Respond {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function text(
  body: string,
  status = 200,
  headers: Record<string, string> = { 'content-type': 'text/html' },
): Respond {
  return (_, response) => response.writeHead(status, headers).end(body);
}
