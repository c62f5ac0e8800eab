/** A web server of one page, on loopback, for the redirect of the code flow. Whether a redirect is genuine the daemon decides. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RedirectListener {
  redirectUri: string;
  close(): Promise<void>;
}

/**
 * `onRedirect` gets the whole address that the browser came back with, and tells whether the sign-in is done.
 * `whereToLook` is a sentence for the page of one that is not. `port` 0: any that is free.
 */
export async function listenForRedirect(
  whereToLook: string,
  onRedirect: (address: string) => Promise<boolean>,
  port = 0,
): Promise<RedirectListener> {
  const server = createServer(async (request, response) => {
    const target = request.url ?? '';
    // Compared as text: anybody can call this port, and a target need not be one that a URL can be made of.
    if (request.method !== 'GET' || !/^\/callback(?:\?|$)/.test(target)) {
      return answer(response, 404, 'There is nothing here', 'This address is only for the end of a sign-in.');
    }
    const signedIn = await onRedirect(new URL(target, redirectUri).href).catch(() => false);
    if (signedIn) return answer(response, 200, 'You are signed in', 'You can close this window.');
    answer(response, 400, 'That did not work', `${whereToLook} You can close this window.`);
  });
  // The literal address, as RFC 8252 §8.3 advises.
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return {
    redirectUri,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // The answer may still be on its way; a kept connection must not keep us.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    // The address of this page holds the code.
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Tokenwell: ${title}</title>
<style>body { font: 1.1rem system-ui, sans-serif; max-width: 30rem; margin: 20vh auto; padding: 0 1rem }</style>
<h1>${title}</h1>
<p>${text}</p>
</html>
`);
}
