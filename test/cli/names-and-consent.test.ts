/** What a name that is not there gets, and what a "no" leaves undone: the same everywhere. */

import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli, startInTerminal } from './run-cli.ts';

describe('the command', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab, spare: lab } });
    await signIn(daemon, server);
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  const run = (...args: string[]) => runCli(args, { environment: environmentOf(daemon.home) });
  const answer = async (args: string[], question: RegExp, keys: string) => {
    const cli = startInTerminal(args, { environment: environmentOf(daemon.home) });
    await cli.shows(question);
    cli.type(keys);
    return cli.end();
  };

  it('says in one form what is not there, and ends with 2', async () => {
    for (const [args, words] of [
      [['token', 'gone'], 'There is no profile "gone".'],
      [['logout', 'gone'], 'There is no profile "gone".'],
      [['tokens', 'list', 'gone'], 'There is no profile "gone".'],
      [['token', 'lab', '--account', 'bob'], 'There is no account "bob" on "lab". There are: alice.'],
      [['logout', 'lab', '--account', 'bob'], 'There is no account "bob" on "lab". There are: alice.'],
      [['tokens', 'revoke', 'lab', 'nightly', '--yes'], 'There is no token "nightly" on "lab".'],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2, stderr);
      assert.ok(stderr.includes(words), stderr);
    }
    assert.equal((await run('logout', 'spare')).code, 3);
  });

  it('changes nothing after a no, says so, and ends with 1; after Ctrl-C with 130', async () => {
    const no = await answer(['profile', 'remove', 'spare'], /\[y\/N\]/, 'n\n');
    assert.equal(no.code, 1);
    assert.match(no.stdout, /Nothing was changed\./);
    const cancelled = await answer(['profile', 'remove', 'spare'], /\[y\/N\]/, '\x03');
    assert.equal(cancelled.code, 130);
    assert.match(cancelled.stdout, /Cancelled\. Nothing was changed\./);
    assert.equal((await run('profile', 'show', 'spare')).code, 0);
  });

  it('lists what it would revoke where there is nobody to ask, and names the option', async () => {
    const { code, stderr } = await run('revoke-all');
    assert.equal(code, 2);
    assert.match(stderr, /Would sign out: alice on lab/);
    assert.match(stderr, /Nothing was revoked\.\nSay yes beforehand with `--yes`/);
    assert.equal((await daemon.connection.accounts()).accounts.length, 1);
  });
});
