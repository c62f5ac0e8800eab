import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type Nomad, password, startNomad } from '../support/nomad.ts';
import { runCli, startInTerminal } from './run-cli.ts';

describe('tokenwell login with user name and password', () => {
  let nomad: Nomad;
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    nomad = await startNomad();
    server = await startAuthorizationServer();
    const profile = { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' };
    const lab = { issuer: server.issuer, client_id: server.clientId };
    daemon = await startTestDaemon({ profiles: { nomad: profile, lab } });
  });

  after(async () => {
    await daemon.close();
    await nomad.close();
    await server.close();
  });

  const login = ['login', 'nomad', '--flow', 'password'];
  const run = (args: string[], input: string) => runCli(args, { input, environment: environmentOf(daemon.home) });

  it('takes the password from standard input', async () => {
    const { code, stdout } = await run([...login, '--user', 'alice'], `${password}\n`);
    assert.equal(code, 0);
    assert.match(stdout, /Signed in on nomad as alice/);
  });

  it('asks for both on a terminal, and shows no password', async () => {
    const asked = startInTerminal(login, { environment: environmentOf(daemon.home) });
    await asked.shows(/User name: /);
    asked.type('bob\r');
    await asked.shows(/Password of bob \(not shown\): /);
    asked.type(`${password}\r`);
    const { code, stdout } = await asked.end();
    assert.equal(code, 0);
    assert.match(stdout, /Signed in on nomad as .*bob/);
    assert.ok(!stdout.includes(password));
  });

  it('says in words that they are wrong', async () => {
    const { code, stderr } = await run([...login, '--user', 'alice'], 'canary-wrong\n');
    assert.notEqual(code, 0);
    assert.match(stderr, /does not know this user name and password together/);
  });

  it('asks for none where no sign-in takes one, or there is no such profile', async () => {
    for (const [args, words] of [
      [
        ['lab', '--flow', 'password'],
        /Nobody can sign in on "lab" by `--flow password`\.\r\nThere is: device, code, paste\./,
      ],
      [['lba', '--flow', 'paste'], /There is no profile "lba"/],
    ] as const) {
      const refused = startInTerminal(['login', ...args], { environment: environmentOf(daemon.home) });
      const { code, stdout } = await refused.end();
      assert.notEqual(code, 0);
      assert.match(stdout, words);
      assert.doesNotMatch(stdout, /User name|not shown/);
    }
  });

  it('says how to give them where there is no terminal', async () => {
    assert.match((await run(login, `${password}\n`)).stderr, /Name it with `--user`/);
    const empty = await run([...login, '--user', 'alice'], '\n');
    assert.deepEqual([empty.code, /No password was given/.test(empty.stderr)], [2, true]);
  });
});
