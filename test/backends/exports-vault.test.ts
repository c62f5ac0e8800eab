/** Against a real OpenBao, which speaks as HashiCorp Vault does. */

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExportStage } from '../support/export-stage.ts';
import { type OpenBao, startOpenBao } from '../support/exports.ts';

describe('exports to OpenBao', () => {
  let bao: OpenBao;
  let stage: ExportStage;
  let chain: Record<string, string>;

  before(async function () {
    // The first run installs it.
    this.timeout(600_000);
    [bao, stage] = await Promise.all([startOpenBao(), ExportStage.start()]);
    chain = { VAULT_ADDR: bao.address, VAULT_TOKEN: bao.rootToken };
  });
  after(async () => {
    await stage?.close();
    await bao?.close();
  });

  const read = async (path: string) => (await bao.ask('GET', path)).body.data;
  const limited = async (rules: string) => {
    await bao.ask('PUT', 'sys/policies/acl/limited', { policy: rules });
    const { body } = await bao.ask('POST', 'auth/token/create', { policies: ['limited'] });
    return { ...chain, VAULT_TOKEN: body.auth.client_token as string };
  };
  const madeSoFar = () => stage.nomad.appTokens.length;

  it('put a new token into a secret, with no value shown on the way', async () => {
    const { code, stdout, stderr } = await stage.create('vault', { path: 'secret/lab/new' }, chain);
    assert.deepEqual([code, stdout], [0, ''], stderr);
    assert.match(stderr, /Made, and exported: App token "job"[^]*It is secret\/lab\/new in the Vault at 127\.0\.0\.1/);
    assert.deepEqual((await read('secret/data/lab/new')).data, { token: stage.issued });
  });

  it('keep the other keys of a secret, and make a new version', async () => {
    await bao.ask('POST', 'secret/data/shared', { data: { colour: 'blue', lab: 'old' } });
    const { code } = await stage.create('vault', { path: '/v1/secret/data/shared', key: 'lab' }, chain);
    assert.equal(code, 0);
    const { data, metadata } = await read('secret/data/shared');
    assert.deepEqual([data, metadata.version], [{ colour: 'blue', lab: stage.issued }, 2]);
  });

  it('keep them where the policy allows no patch, and revive a secret that was deleted', async () => {
    await bao.ask('POST', 'secret/data/shared', { data: { colour: 'red' } });
    const narrow = await limited('path "secret/data/*" { capabilities = ["create", "update", "read"] }');
    assert.equal((await stage.create('vault', { path: 'secret/shared' }, narrow)).code, 0);
    assert.deepEqual((await read('secret/data/shared')).data, { colour: 'red', token: stage.issued });
    await bao.ask('DELETE', 'secret/data/shared');
    assert.equal((await stage.create('vault', { path: 'secret/shared' }, chain)).code, 0);
    assert.deepEqual((await read('secret/data/shared')).data, { token: stage.issued });
  });

  it('overwrite nothing that the token may not read', async () => {
    await bao.ask('POST', 'secret/data/blind', { data: { colour: 'green' } });
    const blind = await limited('path "secret/data/*" { capabilities = ["create", "update"] }');
    const { code, stderr } = await stage.create('vault', { path: 'secret/blind' }, blind);
    assert.match(stderr, /may not read secret\/blind[^]*not exported, and its value is forgotten\.\nRevoke it/);
    assert.deepEqual([code, (await read('secret/data/blind')).data], [1, { colour: 'green' }]);
  });

  it('go to version 1 of the engine as well', async () => {
    await bao.ask('POST', 'old/lab', { colour: 'blue' });
    assert.equal((await stage.create('vault', { path: 'old/lab' }, chain)).code, 0);
    assert.deepEqual(await read('old/lab'), { colour: 'blue', token: stage.issued });
  });

  it('find the token in ~/.vault-token, and take OpenBao’s own names before Vault’s', async () => {
    writeFileSync(join(stage.home, '.vault-token'), `${bao.rootToken}\n`, { mode: 0o600 });
    const other = { BAO_ADDR: bao.address, VAULT_ADDR: 'https://vault.invalid' };
    assert.equal((await stage.create('vault', { path: 'secret/file' }, other)).code, 0);
    assert.deepEqual((await read('secret/data/file')).data, { token: stage.issued });
    rmSync(join(stage.home, '.vault-token'));
  });

  it('say what to do before anything is made', async () => {
    const before = madeSoFar();
    const cases: [Record<string, string>, Record<string, string>, RegExp][] = [
      [{}, {}, /Neither VAULT_ADDR nor BAO_ADDR .* Set one/],
      [{}, { VAULT_ADDR: bao.address }, /no token for the Vault: log in with `vault login`/],
      [{}, { ...chain, VAULT_TOKEN: 'canary-wrong-token' }, /does not accept the token.*Log in again/],
      [{ path: 'nothere/lab' }, chain, /no key\/value engine at nothere\/.*vault secrets list/],
      [{ path: 'secret' }, chain, /must have a mount and a name, as in secret\/lab/],
      [{ path: 'sys/../secret/x' }, chain, /must have a mount and a name/],
      [{ address: 'http://vault.example.org' }, chain, /is not https/],
      [{}, { ...chain, VAULT_ADDR: 'http://127.0.0.1:1' }, /cannot be reached \(ECONNREFUSED\)\. Check VAULT_ADDR/],
      [{ colour: 'blue' }, chain, /has nothing for `--to colour=…`\.\nIt takes: `--to path=…`/],
    ];
    for (const [to, environment, words] of cases) {
      const { code, stderr } = await stage.create('vault', { path: 'secret/lab', ...to }, environment);
      assert.match(stderr, words);
      assert.ok(code === 1 || code === 2, stderr);
    }
    assert.equal(madeSoFar(), before);
  });

  it('take a token that is kept here, after a yes, and leave it served', async () => {
    const kind = ['--kind', 'personal_access_token', '--set', 'name=kept'];
    const kept = await stage.run(['create', 'nomad', ...kind, '--expires', '1d', '--yes', '--keep', 'kept-job']);
    assert.equal(kept.code, 0, kept.stderr);
    const to = ['--to', 'path=secret/kept'];
    const asked = await stage.run(['export', 'nomad', 'kept', 'vault', ...to], chain);
    assert.match(asked.stderr, /can act as alice[^]*Say yes beforehand with `--yes`/);
    assert.equal((await bao.ask('GET', 'secret/data/kept')).status, 404);
    const done = await stage.run(['export', 'nomad', 'kept', 'vault', ...to, '--yes', '--json'], chain);
    assert.equal(done.code, 0, done.stderr);
    assert.match(JSON.parse(done.stdout).place, /^secret\/kept in the Vault/);
    const { token } = (await read('secret/data/kept')).data;
    assert.equal((await stage.daemon.connection.token('kept-job')).access_token, token);
    const own = await stage.run(['export', 'nomad', 'this-sign-in', 'vault', ...to, '--yes'], chain);
    assert.match(own.stderr, /is not here[^]*`tokenwell tokens create --export`/);
  });

  it('are told by the audit log, with the place and never the value', async () => {
    const [entry] = (await stage.exported()).filter(({ resource }) => /secret\/kept/.test(String(resource)));
    assert.deepEqual(
      [entry?.profile, entry?.account?.name, entry?.says.program],
      ['kept-job', 'alice', 'tokenwell-cli'],
    );
    const told = stage.everythingTold();
    assert.ok(told.includes('an export failed'), 'the log is read');
    for (const secret of [...stage.nomad.appTokens, bao.rootToken, 'canary-wrong-token']) {
      assert.ok(secret.length > 10 && !told.includes(secret), secret.slice(0, 20));
    }
  });

  it('say that a server is sealed', async () => {
    mkdirSync(join(stage.home, 'sealed'), { recursive: true });
    await bao.ask('PUT', 'sys/seal');
    const { stderr } = await stage.create('vault', { path: 'secret/lab' }, chain);
    assert.match(stderr, /is sealed\. Whoever runs it unseals it/);
  });
});
