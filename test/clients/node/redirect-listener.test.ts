import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { listenForRedirect } from '../../../clients/node/redirect-listener.ts';

describe('the listener for the redirect', () => {
  for (const target of ['//', 'http://', '//auth.example.org/callback', 'http://auth.example.org/callback', '*']) {
    it(`takes ${target} for nothing of ours`, async () => {
      const redirects: string[] = [];
      const listener = await listenForRedirect('The terminal says why.', async (address) => {
        redirects.push(address);
        return true;
      });
      try {
        const socket = connect(Number(new URL(listener.redirectUri).port), '127.0.0.1');
        socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 40[04] /);
        socket.destroy();
        assert.deepEqual(redirects, []);
      } finally {
        await listener.close();
      }
    });
  }
});
