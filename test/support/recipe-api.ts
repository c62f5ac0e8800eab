/** Answers anything to who brings the current token of `lab`, as a bearer, as a password or alone; some paths have more to say. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestDaemon } from './daemon.ts';

export interface RecipeApi {
  url: string;
  /** Paths that were asked for with the token. */
  served: string[];
  close(): void;
}

/** `content`: of a path, for who brings the token; undefined: `{"username":"alice"}`; null: there is nothing. */
export async function startRecipeApi(
  daemon: TestDaemon,
  content: (path: string, url: string) => string | Buffer | null | undefined = () => undefined,
): Promise<RecipeApi> {
  const served: string[] = [];
  const server = createServer(async (request, response) => {
    const { access_token: token } = await daemon.connection.token('lab');
    const accepted = [`Bearer ${token}`, `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`, token];
    if (!accepted.includes(request.headers.authorization ?? '')) {
      return response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="lab"' }).end();
    }
    const path = new URL(request.url ?? '', 'http://api').pathname;
    served.push(path);
    const answer = content(path, url);
    if (answer === null) return response.writeHead(404).end();
    if (typeof answer === 'string' && answer.startsWith('<')) response.setHeader('Content-Type', 'text/html');
    response.end(answer ?? '{"username":"alice"}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, served, close: () => server.close() };
}
