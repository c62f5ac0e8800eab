/** What Provena's own libraries leave behind, written by them, is taken over at a real Keycloak with rotation. */

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerEnvironment } from '../../scripts/python-environment.ts';
import { runCli, startInTerminal } from '../cli/run-cli.ts';
import { environmentOf, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('tokenwell import of what Provena’s libraries have written', () => {
  let keycloak: Keycloak;
  let daemon: SpawnedDaemon;
  let folder: string;

  before(async function () {
    // The first run installs the libraries as well.
    this.timeout(keycloakStartLimit + 300_000);
    peerEnvironment('provenaclient');
    peerEnvironment('mdsisclienttools');
    keycloak = await sharedKeycloak();
  });
  beforeEach(async () => {
    daemon = await spawnTestDaemon();
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-import-'));
  });
  afterEach(async () => {
    await daemon.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = () => join(folder, '.tokens.json');
  const run = (args: string[], more: { input?: string; environment?: Record<string, string> } = {}) =>
    runCli(['import', ...args], {
      ...(more.input !== undefined && { input: more.input }),
      environment: { ...environmentOf(daemon.home), HOME: folder, ...more.environment },
      folder,
    });

  /** Runs the library's own device flow, approved at Keycloak's real pages. */
  async function signInWith(library: 'provenaclient' | 'mdsisclienttools', program: string): Promise<void> {
    const python = join(peerEnvironment(library), 'python');
    const environment = { PATH: process.env.PATH, HOME: folder, BROWSER: 'true', PYTHONUNBUFFERED: '1' };
    const child: ChildProcessWithoutNullStreams = spawn(python, ['-W', 'ignore', '-c', program], {
      cwd: folder,
      env: environment,
    });
    let said = '';
    let approved: Promise<void> | undefined;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [address] = /http:\S+user_code=\S+/.exec(said) ?? [];
      if (address) approved ??= keycloak.approve(address);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    await approved;
    assert.equal(code, 0, said);
  }

  const withProvenaclient = () =>
    signInWith(
      'provenaclient',
      `
from provenaclient.auth import DeviceFlow
from provenaclient.utils.config import APIOverrides, Config
overrides = APIOverrides(keycloak_endpoint_override="${keycloak.issuer}")
DeviceFlow(config=Config(domain="example.org", realm_name="lab", api_overrides=overrides), client_id="client-tools")
`,
    );
  const withClientTools = (stage: string) =>
    signInWith(
      'mdsisclienttools',
      `
from mdsisclienttools.auth.TokenManager import DeviceFlowManager
DeviceFlowManager(stage="${stage}", keycloak_endpoint="${keycloak.issuer}")
`,
    );

  it('finds the file of provenaclient, takes it over once, and does not try the used copy again', async function () {
    this.timeout(60_000);
    await withProvenaclient();
    chmodSync(file(), 0o644);
    const secret = JSON.parse(readFileSync(file(), 'utf8')).refresh_token as string;

    const listed = await run(['--dry-run']);
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /1 {2}Refresh token of alice at 127\.0\.0\.1:\d+\n/);
    assert.match(listed.stdout, /client client-tools\n.*ends .*; profile provena \(new\)/);
    assert.match(listed.stderr, /\.tokens\.json: others on this machine can read it \(mode 644\)/);

    const taken = await run(['--yes']);
    assert.equal(taken.code, 0, taken.stderr);
    assert.match(taken.stdout, /Imported: alice on provena, a new profile/);
    assert.match(taken.stdout, /the copy that was found works no more/);
    assert.match(taken.stderr, /\.tokens\.json still holds it/);
    assert.match(taken.stderr, /rm .*\.tokens\.json/);
    assert.ok(existsSync(file()));
    assert.ok(![taken, listed].some(({ stdout, stderr }) => (stdout + stderr).includes(secret)));

    const again = await run(['--yes', file()]);
    assert.equal(again.code, 1);
    assert.match(again.stdout, /Tokenwell holds this sign-in already, as alice on provena/);
    // To send it would have ended the session with all its tokens.
    const first = await daemon.connection.token('provena');
    const rejected = (await import('node:crypto')).hash('sha256', first.access_token);
    assert.notEqual((await daemon.connection.token('provena', { rejected })).access_token, first.access_token);
  });

  it('makes a profile for each stage of mdsisclienttools, and deletes the file once it was asked to', async function () {
    this.timeout(60_000);
    await withClientTools('PROD');
    await withClientTools('TEST');

    const cli = startInTerminal(['import'], {
      environment: { ...environmentOf(daemon.home), HOME: folder, NO_COLOR: '1' },
      folder,
    });
    await cli.shows(/Which to take\?/);
    cli.type('1\r');
    await cli.shows(/It holds 1 more that was not taken/);
    assert.equal((await cli.end()).code, 0);
    assert.ok(existsSync(file()));

    const rest = startInTerminal(['import', file()], {
      environment: { ...environmentOf(daemon.home), HOME: folder, NO_COLOR: '1' },
      folder,
    });
    await rest.shows(/Take it\? \[y\/N\]/);
    rest.type('y\r');
    await rest.shows(/Delete .*\.tokens\.json\? \[y\/N\]/);
    rest.type('y\r');
    const { code, stdout } = await rest.end();
    assert.equal(code, 0, stdout);
    assert.ok(!existsSync(file()));
    const { profiles } = await daemon.connection.profiles();
    assert.deepEqual(profiles.map(({ name }) => name).sort(), ['provena-prod', 'provena-test']);
  });

  it('takes an offline token from a token.txt, a variable or a pipe, and says what it carries', async function () {
    this.timeout(60_000);
    const token = await offlineToken();
    writeFileSync(join(folder, 'token.txt'), `${token}\n`);
    const listed = await run(['--dry-run'], { environment: { PROVENA_OFFLINE_TOKEN: token } });
    assert.match(listed.stdout, /token\.txt, the environment \(PROVENA_OFFLINE_TOKEN\)/);
    assert.match(listed.stdout, /no fixed end; profile provena-offline \(new\)/);
    const piped = await run(['-', '--yes', '--json', '--profile', 'nightly'], { input: token });
    assert.equal(piped.code, 0, piped.stderr);
    const { imported, offers } = JSON.parse(piped.stdout);
    assert.deepEqual([imported[0].profile, imported[0].account.grant_kind], ['nightly', 'offline_token']);
    assert.match(offers[0].warnings[0], /carries all the permissions of its user/);
    assert.ok((await daemon.connection.token('nightly')).access_token);
  });

  it('stores nothing of a token that was revoked, or that belongs to another client', async function () {
    this.timeout(60_000);
    const token = await offlineToken();
    const parameters = { client_id: 'automated-access', token, token_type_hint: 'refresh_token' };
    const body = new URLSearchParams(parameters);
    assert.ok((await fetch(`${keycloak.issuer}/protocol/openid-connect/revoke`, { method: 'POST', body })).ok);
    const revoked = await run(['-', '--yes'], { input: token });
    assert.equal(revoked.code, 1);
    assert.match(revoked.stderr, /does not accept it: it was revoked, .*Nothing was stored/);
    const other = { issuer: keycloak.issuer, client_id: 'client-tools', scope: 'openid' };
    await daemon.connection.addProfile({ name: 'other', definition: other });
    const wrong = await run(['-', '--yes', '--profile', 'other'], { input: await offlineToken() });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /issued to the client automated-access, and the profile "other" is for .*client-tools/);
    assert.deepEqual((await daemon.connection.accounts()).accounts, []);
    const { profiles } = await daemon.connection.profiles();
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['other'],
    );
  });

  /** As Provena's own script gets one. */
  async function offlineToken(): Promise<string> {
    const client = new URLSearchParams({ client_id: 'automated-access', scope: 'openid offline_access' });
    const base = `${keycloak.issuer}/protocol/openid-connect`;
    const started = await (await fetch(`${base}/auth/device`, { method: 'POST', body: client })).json();
    const { device_code, verification_uri_complete } = started as Record<string, string>;
    await keycloak.approve(verification_uri_complete ?? '');
    client.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code');
    client.set('device_code', device_code ?? '');
    const answer = await (await fetch(`${base}/token`, { method: 'POST', body: client })).json();
    return (answer as { refresh_token: string }).refresh_token;
  }
});
