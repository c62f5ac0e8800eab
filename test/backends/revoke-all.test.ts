/** The panic button in one daemon that is signed in at a server of every kind, some of them twice as the same user. */

import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { profilesFor, startAwxWorld } from '../support/awx/world.ts';
import { type AwxServer, passwords, startAwx } from '../support/awx.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type Nomad, startNomad } from '../support/nomad.ts';
import { signInByCode } from '../support/sign-in.ts';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';
import { startTapis3, type Tapis3StandIn } from '../support/tapis3.ts';

const password = 'canary-password';

describe('revoking everything, at servers of every kind at once', () => {
  let servers: { awx: AwxServer; lab: AuthorizationServer; nomad: Nomad; tapis: TapisStandIn; tapis3: Tapis3StandIn };
  let test: TestDaemon;

  before(async () => {
    servers = {
      ...{ awx: await startAwx(), lab: await startAuthorizationServer(), nomad: await startNomad() },
      ...{ tapis: await startTapis(), tapis3: await startTapis3() },
    };
  });
  after(() => Promise.all(Object.values(servers).map((server) => server.close())));
  beforeEach(async () => {
    const { awx, lab, nomad, tapis, tapis3 } = servers;
    test = await startTestDaemon({
      profiles: {
        ...profilesFor(awx.address),
        again: { provider: 'awx', issuer: awx.address, client_id: 'none', scope: 'write' },
        lab: { issuer: lab.issuer, client_id: lab.clientId, scope: 'openid offline_access read' },
        nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' },
        pasted: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' },
        tapis: { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' },
        tapis3: { provider: 'tapis3', issuer: tapis3.origin, client_id: 'none', scope: '' },
      },
    });
  });
  afterEach(() => test.close());

  const signIn = async (profile: string, secret: string = password) => {
    const wish = { profile, flow: 'password', username: 'alice', password: secret } as const;
    const { account, error } = await test.connection.startSignIn(wish);
    return account ?? assert.fail(error?.detail);
  };
  const make = async (account: string, kind: string, values: Record<string, string>) => {
    const { one_time_value: value } = await test.connection.createLongLivedToken(account, { kind, values });
    return (await test.connection.showOneTimeValue(value?.id ?? '')).parts.map((part) => part.value);
  };
  const personal = { description: 'nightly job', scope: 'write' };
  const tokensAtAwx = async () => (await servers.awx.ask('/api/v2/tokens/', { user: 'alice' })).body.results;

  it('leaves nothing alive that can be ended, and tells the rest', async () => {
    const awx = await signIn('awx', passwords.alice);
    for (let count = 0; count < 8; count += 1) await make(awx.id, 'personal_access_token', personal);
    await signIn('again', passwords.alice);
    await signIn('reader', passwords.alice);
    await signInByCode(test.connection, servers.lab);
    const nomad = await signIn('nomad');
    const [pat = ''] = await make(nomad.id, 'personal_access_token', { name: 'ci', scope: 'users:read' });
    const paste = { profile: 'pasted', flow: 'paste', refresh_token: pat } as const;
    assert.ok((await test.connection.startSignIn(paste)).account);
    await make(nomad.id, 'app_token', { description: 'cluster', expires_in: '3600' });
    await signIn('tapis');
    await signIn('tapis3');

    const { results, tokens } = await test.connection.revokeAll();
    assert.deepEqual(
      results.filter(({ revocation }) => revocation !== 'revoked').map(({ detail }) => detail),
      [],
    );
    // The personal access token that was pasted was made here: it is signed out with its revocation.
    assert.equal(results.length, 7);
    assert.deepEqual(
      tokens.filter(({ revocation }) => revocation !== 'revoked').map((token) => [token.kind_label, token.revocation]),
      [['App token', 'not_supported']],
    );
    assert.equal(tokens.filter(({ kind_label: kind }) => kind === 'Personal access token').length, 9);
    assert.deepEqual((await test.connection.accounts()).accounts, []);
    assert.deepEqual(await tokensAtAwx(), []);
    assert.deepEqual([...servers.tapis3.alive], []);
  });

  it("tells the pair that it is signed in with from an application's other pairs, and ends it last", async () => {
    const world = await startAwxWorld(servers.awx);
    try {
      const { id } = await world.signIn('alice', 'scripts');
      for (let count = 0; count < 4; count += 1) {
        const values = { ...personal, application: '1' };
        await world.connection.createLongLivedToken(id, { kind: 'application_token', values });
      }
      const { results, tokens } = await world.connection.revokeAll();
      assert.deepEqual(
        [...results, ...tokens].map(({ revocation }) => revocation),
        ['revoked', 'revoked', 'revoked', 'revoked', 'revoked'],
      );
      assert.deepEqual(await tokensAtAwx(), []);
    } finally {
      await world.close();
    }
  });

  it('ends, through another sign-in, a token that only reads and so cannot end itself', async () => {
    await signIn('reader', passwords.alice);
    await signIn('awx', passwords.alice);
    const { results } = await test.connection.revokeAll();
    assert.deepEqual(
      results.map(({ revocation }) => revocation),
      ['revoked', 'revoked'],
    );
    assert.deepEqual(await tokensAtAwx(), []);
  });
});
