import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { findPaths } from '../../daemon/paths.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { connection, endDaemon, session, signInPermitted, writeProfile } from './world.ts';

describe('an integrated terminal', () => {
  let server: AuthorizationServer;
  before(async () => {
    server = await startAuthorizationServer();
    writeProfile(server);
    await signInPermitted(server);
    // Then the window knows the daemon, too.
    assert.ok(await session('profile:lab'));
  });
  after(async () => {
    await endDaemon();
    await server.close();
  });

  it('finds the daemon and the command, and holds no token', async () => {
    const paths = findPaths();
    const environment = await run('env');
    assert.match(environment, new RegExp(`^TOKENWELL_SOCKET=${paths.socket}$`, 'm'));
    assert.match(environment, /^TOKENWELL_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(environment, new RegExp(`^TOKENWELL_KEY_FILE=${paths.keys}/.+$`, 'm'));
    const { access_token: token } = await connection.token('lab');
    assert.ok(!environment.includes(token));
  });

  it('has the `tokenwell` command', async () => {
    const { access_token: served } = await connection.token('lab');
    assert.equal((await run('tokenwell token lab')).trim(), served);
    assert.match(await run('tokenwell status'), /alice/);
  });
});

/** What a line prints in a new terminal. It comes back over HTTP: VS Code gives no one the text of a terminal. */
async function run(line: string): Promise<string> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const terminal = vscode.window.createTerminal();
  try {
    terminal.sendText(`{ ${line}; } 2>&1 | curl -s --data-binary @- http://127.0.0.1:${port}/`);
    const [request, response] = await once(listener, 'request');
    const output = await text(request);
    response.end();
    return output;
  } finally {
    terminal.dispose();
    listener.close();
  }
}
