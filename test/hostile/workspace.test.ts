import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startInTerminal } from '../cli/run-cli.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';

describe('the file of a workspace', () => {
  let known: AuthorizationServer;
  let daemon: TestDaemon;
  let asked = 0;
  const stranger = createServer((_request, response) => {
    asked++;
    response.end('{}');
  });

  before(async () => {
    known = await startAuthorizationServer();
    daemon = await startTestDaemon();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  });

  after(async () => {
    await daemon.close();
    await known.close();
    stranger.close();
  });

  it('that is changed while the person reads the question sends nobody elsewhere', async () => {
    const folder = join(daemon.home, 'work');
    const write = (issuer: string) => {
      const shared = { issuer, client_id: known.clientId };
      writeFileSync(join(folder, 'tokenwell.json'), JSON.stringify({ profiles: { shared } }));
    };
    mkdirSync(folder);
    write(known.issuer);
    const login = startInTerminal(['login', 'shared', '--no-browser'], {
      environment: environmentOf(daemon.home),
      folder,
    });
    await login.shows(new RegExp(`Do you know and trust ${URL.parse(known.issuer)?.host}`));
    write(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`);
    login.type('y\r');
    const { code, stdout } = await login.end();
    assert.notEqual(code, 0);
    assert.match(stdout, /was changed meanwhile/);
    assert.equal(asked, 0);
    assert.deepEqual((await daemon.connection.signIns()).sign_ins, []);
  });
});
