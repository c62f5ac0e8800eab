/** Provena beyond its preset, at a real Keycloak with Provena's two clients: stages, and the offline token of `automated-access`. */

import assert from 'node:assert/strict';
import { type RunningCli, runCli, startCli } from '../cli/run-cli.ts';
import { environmentOf, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByDevice } from '../support/keycloak/sign-in.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('Provena at Keycloak', () => {
  let keycloak: Keycloak;
  let daemon: SpawnedDaemon;

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
  });
  beforeEach(async () => {
    const stage = { issuer: keycloak.issuer, client_id: 'client-tools', scope: 'openid' };
    daemon = await spawnTestDaemon({ profiles: { 'provena-prod': stage, 'provena-test': stage } });
  });
  afterEach(() => daemon.close());

  const options = (input?: string) => ({
    environment: environmentOf(daemon.home),
    ...(input !== undefined && { input }),
  });
  const run = (args: string[], input?: string) => runCli(args, options(input));

  async function approve(cli: RunningCli) {
    const [, address = ''] = await cli.says(/(http:\S+user_code=\S+)[^]*Waiting/);
    await keycloak.approve(address);
    const ended = await cli.end();
    assert.equal(ended.code, 0, ended.stderr);
    return ended;
  }

  const create = (description: string, ...more: string[]) =>
    approve(
      startCli(['tokens', 'create', 'provena-prod', '--description', description, '--yes', '--no-qr', ...more], {
        ...options(),
      }),
    );

  /** As an unattended program does. */
  async function redeem(token: string, client: string): Promise<{ access_token?: string; error?: string }> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: client, refresh_token: token });
    const answer = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, { method: 'POST', body });
    return (await answer.json()) as object;
  }

  it('makes the offline token for automated-access, by a device flow of its own, and warns first', async function () {
    this.timeout(60_000);
    await signInByDevice(daemon.connection, 'provena-prod', keycloak);
    const { stdout, stderr } = await create('nightly');
    assert.match(stderr, /Whoever has it can act as you, with all permissions/);
    const value = stdout.trim();
    assert.equal((await redeem(value, 'client-tools')).error, 'invalid_grant');
    const made = await create('for a program');
    assert.ok((await redeem(made.stdout.trim(), 'automated-access')).access_token);
  });

  it('keeps, tries and revokes it as the client that it was made for, and tells what that does to others', async function () {
    this.timeout(60_000);
    await signInByDevice(daemon.connection, 'provena-prod', keycloak);
    const { stdout: sibling } = await create('sibling');
    await create('kept', '--keep', 'nightly');
    const { definition } = await daemon.connection.profile('nightly');
    assert.deepEqual([definition.client_id, definition.issuer], ['automated-access', keycloak.issuer]);
    assert.ok((await daemon.connection.token('nightly')).access_token);
    assert.match((await run(['tokens', 'kinds', 'provena-prod'])).stdout, /automated-access/);

    const tried = await run(['tokens', 'test', 'provena-prod', 'sibling', '--value-stdin'], sibling);
    assert.equal(tried.code, 0, tried.stderr);
    const next = tried.stdout.trim();
    const revoked = await run(['tokens', 'revoke', 'provena-prod', 'sibling', '--value-stdin', '--yes'], next);
    assert.equal(revoked.code, 0, revoked.stderr);
    assert.equal((await redeem(next, 'automated-access')).error, 'invalid_grant');
    // Neither the kept one, of the same client, nor the sign-in.
    assert.match((await run(['tokens', 'test', 'nightly'])).stdout, /It works, as alice/);
    assert.match((await run(['tokens', 'test', 'provena-prod'])).stdout, /It works, as alice/);
    const { token_kinds: kinds } = await daemon.connection.accountCapabilities(
      (await daemon.connection.accounts()).accounts.find(({ profile }) => profile === 'provena-prod')?.id ?? '',
    );
    assert.match(kinds[0]?.revocation.detail ?? '', /end all offline tokens that this client has from you/);
  });

  it('puts one into PROVENA_OFFLINE_TOKEN, and keeps stages apart', async function () {
    this.timeout(60_000);
    await signInByDevice(daemon.connection, 'provena-prod', keycloak);
    await signInByDevice(daemon.connection, 'provena-test', keycloak, 'bob');
    const { stdout } = await approve(
      startCli(['env', '--for', 'provena-prod', '--as', 'provena', '--yes', '--json'], options()),
    );
    const { PROVENA_OFFLINE_TOKEN: value } = JSON.parse(stdout);
    assert.ok((await redeem(value, 'automated-access')).access_token);
    const { accounts } = await daemon.connection.accounts();
    assert.deepEqual(accounts.map(({ profile, name }) => `${profile} ${name}`).sort(), [
      'provena-prod alice',
      'provena-test bob',
    ]);
  });
});
