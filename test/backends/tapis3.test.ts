/** The real tapipy: it accepts the stand-in that the other tests use, and works on with tokens from the daemon. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerEnvironment } from '../../scripts/python-environment.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { startTapis3, type Tapis3StandIn } from '../support/tapis3.ts';

const password = 'canary-password';

describe('tapipy', function () {
  // The first run installs it.
  this.timeout(300_000);

  let folder: string;
  let python: string;
  let tapis: Tapis3StandIn;
  let test: TestDaemon;

  before(() => {
    python = join(peerEnvironment('tapipy'), 'python');
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-tapis3-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    tapis = await startTapis3();
    tapis.addClient('portal', 'canary-key', 'alice');
    const profile = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' };
    test = await startTestDaemon({ profiles: { tapis3: profile, portal: { ...profile, client_id: 'portal' } } });
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  /** A script of a person whose home is a fresh folder. Resolves with what it printed. */
  async function run(program: string, environment: Record<string, string> = {}): Promise<string[]> {
    const home = mkdtempSync(join(folder, 'home-'));
    const variables = {
      ...{
        PATH: process.env.PATH ?? '',
        HOME: home,
        PYTHONPATH: join(import.meta.dirname, '../../clients/python/src'),
      },
      ...environmentOf(test.home),
      ...environment,
    };
    const code = program.replaceAll('ORIGIN', tapis.origin);
    const child = spawn(python, ['-W', 'ignore', '-c', code], { cwd: home, env: variables });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    const [exitCode] = await once(child, 'close');
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(readdirSync(home), [], 'it leaves no file');
    return stdout.trim().split('\n');
  }

  const signIn = async () => {
    const wish = { profile: 'tapis3', flow: 'password', username: 'alice', password } as const;
    assert.equal((await test.connection.startSignIn(wish)).account?.name, 'alice');
  };

  it('lives its day on the stand-in: tokens, clients, renewal, device code, revocation', async () => {
    const printed = await run(`
import time
from tapipy.errors import BaseTapyException
from tapipy.tapis import Tapis
t = Tapis(base_url="ORIGIN", username="alice", password="${password}")
t.get_tokens()
print(t.tenant_id, t.authenticator.get_userinfo().username, t.refresh_token)
print(t.validate_token(t.access_token.access_token)["tapis/username"])
made = t.authenticator.create_client(client_id="pipeline", callback_url="https://portal.example.org/back")
u = Tapis(base_url="ORIGIN", username="alice", password="${password}", client_id=made.client_id, client_key=made.client_key)
u.get_tokens()
first = u.access_token.access_token
u.refresh_tokens()
print(first != u.access_token.access_token, u.access_token.claims["tapis/refresh_count"], u.systems.getSystems()[0].id)
print(sorted(one.client_id for one in u.authenticator.list_clients()))
code = u.authenticator.generate_device_code(client_id="pipeline")
print(code.verification_uri, len(code.user_code) > 0)
try:
    u.authenticator.create_token(grant_type="device_code", client_id="pipeline", device_code=code.device_code)
except BaseTapyException as error:
    print(error.message)
u.authenticator.revoke_token(token=first)
try:
    Tapis(base_url="ORIGIN", access_token=first).systems.getSystems()
except BaseTapyException as error:
    print("revoked")
u.authenticator.delete_client(client_id="pipeline")
print([one.client_id for one in t.authenticator.list_clients()])
print(u.authenticator.get_server_metadata().grant_types_supported[0])
`);
    assert.deepEqual(printed, [
      'stand-in alice None',
      'alice',
      'True 1 frontera',
      "['pipeline', 'portal']",
      `${tapis.origin}/v3/oauth2/device?client_id=pipeline True`,
      'device code not ready.',
      'revoked',
      "['portal']",
      'password',
    ]);
  });

  it('takes a token of the daemon, and goes on with those after its own has expired', async () => {
    await signIn();
    const own = (await test.connection.token('tapis3')).access_token;
    const program = `
from tapipy.tapis import Tapis
print(Tapis(base_url="ORIGIN", access_token="${own}").systems.getSystems()[0].id)
`;
    assert.deepEqual(await run(program), ['frontera']);
    tapis.expireAccessTokens();
    const printed = await run(`
from tapipy.errors import BaseTapyException
from tapipy.tapis import Tapis
import tokenwell.tapis
try:
    Tapis(base_url="ORIGIN", access_token="${own}").systems.getSystems()
    print("still works")
except BaseTapyException:
    print("expired")
t = tokenwell.tapis.tapipy("tapis3", "ORIGIN")
print(t.systems.getSystems()[0].id, t.authenticator.get_userinfo().username)
`);
    assert.deepEqual(printed, ['expired', 'frontera alice']);
  });

  it('works with the token of a sign-in by device code', async () => {
    const started = await test.connection.startSignIn({ profile: 'portal', flow: 'device' });
    tapis.enterCode(started.user_code ?? '');
    const printed = await run(`
import tokenwell, tokenwell.tapis
tokenwell.wait_signed_in("portal", timeout=60)
print(tokenwell.tapis.tapipy("portal", "ORIGIN").authenticator.get_userinfo().username)
`);
    assert.deepEqual(printed, ['alice']);
  });

  for (const [preset, program] of [
    ['tapis3', 'import os\nt = Tapis(base_url=os.environ["TAPIS_BASE_URL"], access_token=os.environ["TAPIS_TOKEN"])'],
    ['tapis3-actor', 'from tapipy.actors import get_client\nt = get_client()'],
  ] as const) {
    it(`finds a token under the names of ${preset}`, async () => {
      await signIn();
      const token = (await test.connection.token('tapis3')).access_token;
      const { presets } = await test.connection.environmentPresets('tapis3');
      const variables =
        presets.find(({ name }) => name === preset)?.variables ?? assert.fail('there is no such preset');
      const filled = Object.entries(variables).map(([name, template]) => {
        return [name, template.replace('{issuer}', tapis.origin).replace('{access_token}', token)] as const;
      });
      const script = `from tapipy.tapis import Tapis\n${program}\nprint(t.systems.getSystems()[0].id)`;
      assert.deepEqual(await run(script, Object.fromEntries(filled)), ['frontera']);
    });
  }
});
