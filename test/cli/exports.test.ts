import assert from 'node:assert/strict';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type Nomad, password, startNomad } from '../support/nomad.ts';
import { type WatchedWay, watchWayTo } from '../support/passers-by.ts';
import { startTapis3, type Tapis3StandIn } from '../support/tapis3.ts';
import { VaultStandIn } from '../support/vault-stand-in.ts';
import { type Outcome, runCli } from './run-cli.ts';

/** To a stand-in; the real places are asked in test/backends/. */
describe('the tokenwell command, where a value goes elsewhere', () => {
  let nomad: Nomad;
  let tapis: Tapis3StandIn;
  let vault: VaultStandIn;
  let way: WatchedWay;
  let daemon: TestDaemon;

  beforeEach(async () => {
    [nomad, tapis, vault] = await Promise.all([startNomad(), startTapis3(), VaultStandIn.start()]);
    way = await watchWayTo(vault.address);
    daemon = await startTestDaemon({
      profiles: {
        nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' },
        tapis: { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' },
      },
    });
    for (const profile of ['nomad', 'tapis']) {
      await daemon.connection.startSignIn({ profile, flow: 'password', username: 'alice', password });
    }
  });
  afterEach(async () => {
    await daemon.close();
    await Promise.all([nomad.close(), tapis.close(), vault.close(), way.close()]);
  });

  const run = (...args: string[]): Promise<Outcome> =>
    runCli(args, {
      environment: { ...environmentOf(daemon.home), VAULT_ADDR: way.address, VAULT_TOKEN: 'canary-token-of-vault' },
    });
  const straight = ['--export', 'vault', '--to', 'path=secret/lab'];

  /** It arrived, and nobody who could be looked at had it in an argument or a variable. */
  function wentStraight(value: string, { stdout, stderr }: Outcome): void {
    assert.ok(value.length > 10);
    assert.ok(Object.values(vault.stored).includes(value), stderr);
    assert.ok(!`${stdout}${stderr}`.includes(value));
    const processes = way.processes();
    for (const name of ['export-child', 'cli/main.ts'])
      assert.ok(
        processes.some((each) => each.includes(name)),
        name,
      );
    assert.ok(!processes.some((each) => each.includes(value)));
  }

  it('makes an application, and shows nothing of its secret', async () => {
    const made = await run('apps', 'create', 'tapis', '--set', 'display_name=Portal', ...straight);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, /Made: "Portal"\.\n {2}Its secret is secret\/lab in the Vault at 127\.0\.0\.1/);
    const portal = [...tapis.clients.values()].find(({ display_name: name }) => name === 'Portal');
    wentStraight(portal?.client_key ?? '', made);
    const json = await run('apps', 'create', 'tapis', '--set', 'display_name=Other', ...straight, '--json');
    assert.deepEqual(JSON.parse(json.stdout).values, []);
    assert.match(JSON.parse(json.stdout).exported.place, /^secret\/lab in the Vault/);
  });

  it('makes no application that could not be exported, and says when the place refused it', async () => {
    const nowhere = await run('apps', 'create', 'tapis', '--set', 'display_name=Portal', '--export', 'cellar');
    assert.match(nowhere.stderr, /no export to "cellar"\.\nThere is: vault/);
    assert.equal(nowhere.code, 2);
    const before = tapis.clients.size;
    vault.quotesWhatItRefuses = true;
    const refused = await run('apps', 'create', 'tapis', '--set', 'display_name=Portal', ...straight);
    assert.match(refused.stderr, /Made: "Portal"[^]*answered 500[^]*\(hidden\)[^]*made, but not exported/);
    assert.deepEqual([refused.code, tapis.clients.size], [1, before + 1]);
  });

  it('gives a token a new value that nobody sees', async () => {
    const kind = ['--kind', 'personal_access_token', '--set', 'name=job', '--expires', '1d', '--yes'];
    const { stdout: old } = await run('tokens', 'create', 'nomad', ...kind);
    const rotated = await run('tokens', 'rotate', 'nomad', 'job', '--yes', ...straight);
    assert.equal(rotated.code, 0, rotated.stderr);
    assert.match(rotated.stderr, /It has a new value, and exported: .*"job"[^]*It is secret\/lab in the Vault/);
    const { token = '' } = vault.stored;
    assert.notEqual(token, old.trim());
    wentStraight(token, rotated);
    const me = (bearer: string) =>
      fetch(`${nomad.address}/api/v1/users/me`, { headers: { Authorization: `Bearer ${bearer}` } });
    assert.deepEqual([(await me(token)).status, (await me(old.trim())).status], [200, 401]);
  });
});
