/** The OIDC provider against a real Keycloak with rotation: what it promises of itself, and what we rely on. */

import assert from 'node:assert/strict';
import type { Grant, GrantDraft } from '../../daemon/grant.ts';
import type { Profile } from '../../daemon/profile.ts';
import { createProviders } from '../../daemon/providers/index.ts';
import type { Provider, SignedIn, TokenAnswer } from '../../daemon/providers/provider.ts';
import { confidentialClientSecret, type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('the OIDC provider against Keycloak', () => {
  let keycloak: Keycloak;
  let provider: Provider;

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
    const outgoing = { current: () => ({ proxy: null, noProxy: null, certificateAuthorityFiles: [] }) };
    provider = createProviders({ outgoing, installation: 'here' }).get('oidc') as Provider;
  });

  it('tells what the realm can do', async () => {
    const capabilities = await provider.capabilities(profile(), soon());
    assert.deepEqual(capabilities.flows, ['device', 'code', 'paste']);
    assert.equal(capabilities.revokes, true);
    assert.equal(capabilities.narrowing, 'safe');
  });

  it('signs in by the device flow with an offline grant that has no fixed end', async () => {
    const { grant, answer, accountName } = await signIn();
    assert.equal(accountName, 'alice');
    assert.equal(grant.kind, 'offline_token');
    assert.equal(grant.issuer, keycloak.issuer);
    assert.equal(answer.refreshExpiresIn, null);
    assert.equal(answer.expiresIn, 300);
  });

  it('tells the idle life of a session where the grant is not an offline one', async () => {
    const { grant, answer } = await signIn({ scopes: ['openid'] });
    assert.equal(grant.kind, 'refresh_token');
    assert.equal(answer.refreshExpiresIn, 1800);
  });

  it('hears a denial', async () => {
    const device = await startDevice(profile());
    assert.equal((await device.poll(soon())).outcome, 'pending');
    await keycloak.deny(device.verificationUriComplete ?? '');
    const poll = await afterInterval(device.interval, () => device.poll(soon()));
    assert.equal(poll.outcome, 'denied');
  });

  it('hears slow_down where it polls too early', async () => {
    const device = await startDevice(profile());
    await device.poll(soon());
    assert.equal((await device.poll(soon())).outcome, 'slow_down');
  });

  it('signs in by the code flow on a loopback redirect', async () => {
    const code = await provider.startCode?.(profile(), {}, 'http://127.0.0.1:45678/callback', soon());
    assert.ok(code);
    const callback = await keycloak.authorize(code.authorizationUri, 'bob');
    const { accountName, grant } = await code.redeem(callback, soon());
    assert.equal(accountName, 'bob');
    assert.ok((await refresh(grant)).refreshToken);
  });

  it('signs in a confidential client', async () => {
    const confidential = profile({ clientId: 'confidential', clientAuthenticationMethod: 'client_secret_basic' });
    const { grant } = await signIn(confidential, { clientSecret: confidentialClientSecret });
    assert.ok((await refresh(grant)).accessToken);
  });

  it('rotates at each refresh, and a used token kills the newest one with it', async () => {
    const { grant } = await signIn();
    // Keycloak counts in seconds: a used token still passes in the second in which it was issued,
    // so an answer that was lost can often be had again by repeating the request at once.
    const first = await afterInterval(1, () => refresh(grant));
    const second = await refresh(follow(grant, first));
    assert.notEqual(first.refreshToken, grant.refreshToken);
    assert.notEqual(second.refreshToken, first.refreshToken);
    await assert.rejects(refresh(grant), endsGrant);
    await assert.rejects(refresh(follow(grant, second)), endsGrant);
  });

  it('keeps an offline token that was pasted, by its successor', async () => {
    const pasted = (await signIn()).grant.refreshToken;
    const signedIn = await provider.signInWithPastedGrant?.(profile(), { refreshToken: pasted }, soon());
    assert.ok(signedIn);
    assert.equal(signedIn.accountName, 'alice');
    assert.equal(signedIn.grant.kind, 'offline_token');
    assert.notEqual(signedIn.grant.refreshToken, pasted);
    assert.ok((await refresh(signedIn.grant)).accessToken);
  });

  it('revokes so that nothing works afterwards', async () => {
    const { grant, answer } = await signIn();
    assert.deepEqual(await provider.revoke(filed(grant), soon()), { outcome: 'revoked' });
    await assert.rejects(refresh(grant), endsGrant);
    assert.equal(await userinfoStatus(answer), 401);
  });

  it('revokes one sign-in and leaves the other of the same user alone', async () => {
    const [gone, kept] = [await signIn(), await signIn()];
    await provider.revoke(filed(gone.grant), soon());
    assert.ok((await refresh(kept.grant)).accessToken);
  });

  it('hears that the administrator ended the session, and that the user was disabled', async () => {
    const ended = await signIn();
    await keycloak.admin.logout('alice');
    await assert.rejects(refresh(ended.grant), endsGrant);

    const disabled = await signIn();
    await keycloak.admin.enable('alice', false);
    await assert.rejects(refresh(disabled.grant), endsGrant);
    await keycloak.admin.enable('alice', true);
  });

  describe('narrowing', () => {
    it('narrows the access token and leaves the grant as wide as it was', async () => {
      const { grant } = await signIn();
      const narrow = await refresh(grant, ['openid', 'email']);
      assert.deepEqual(scopesIn(narrow.accessToken), ['email', 'openid', 'profile']);
      const wide = await refresh(follow(grant, narrow), grant.scopes);
      assert.deepEqual(scopesIn(wide.accessToken), ['email', 'offline_access', 'openid', 'profile']);
      assert.equal(await userinfoStatus(wide), 200);
    });

    it('drops openid from the one token where it is not asked for, not from the grant', async () => {
      const { grant } = await signIn();
      const withoutOpenid = await refresh(grant, ['email']);
      assert.deepEqual(scopesIn(withoutOpenid.accessToken), ['email', 'profile']);
      assert.equal(await userinfoStatus(withoutOpenid), 403);
      assert.equal(await userinfoStatus(await refresh(follow(grant, withoutOpenid), grant.scopes)), 200);
    });

    it('stays an offline grant where offline_access is not asked for', async () => {
      const { grant } = await signIn();
      const answer = await refresh(grant, ['openid']);
      assert.equal(claimsOf(answer.refreshToken ?? '').typ, 'Offline');
      assert.equal(answer.refreshExpiresIn, null);
    });

    // So `scope` of an answer cannot be taken for what the token can do: it names the grant's scopes.
    it('is not told truly by the answer, which names the scopes of the grant', async () => {
      const { grant } = await signIn();
      const answer = await refresh(grant, ['openid']);
      assert.ok(answer.scopes?.includes('offline_access'));
      assert.ok(!scopesIn(answer.accessToken).includes('offline_access'));
      assert.deepEqual(answer.scopesInToken?.toSorted(), scopesIn(answer.accessToken));
    });

    it('refuses a scope that does not exist and leaves the grant unharmed', async () => {
      const { grant } = await signIn();
      await assert.rejects(refresh(grant, ['openid', 'no-such-scope']), { kind: 'refused', error: 'invalid_scope' });
      assert.ok((await refresh(grant)).accessToken);
    });
  });

  function profile(changes: Partial<Profile> = {}): Profile {
    return {
      name: 'lab',
      origin: 'user',
      file: 'test',
      provider: 'oidc',
      issuer: keycloak.issuer,
      clientId: 'automated-access',
      scopes: ['openid', 'offline_access'],
      resources: [],
      clientAuthenticationMethod: 'none',
      privateKeyFile: null,
      privateKeyAlgorithm: null,
      privateKeyId: null,
      certificateFile: null,
      endpoints: null,
      caFile: null,
      proxy: null,
      tokenFile: false,
      registries: [],
      narrowing: null,
      ...changes,
    };
  }

  async function startDevice(of: Profile, secrets = {}) {
    const device = await provider.startDevice?.(of, secrets, soon());
    assert.ok(device);
    return device;
  }

  async function signIn(changes: Partial<Profile> = {}, secrets = {}): Promise<SignedIn> {
    const device = await startDevice(profile(changes), secrets);
    await keycloak.approve(device.verificationUriComplete ?? '');
    const poll = await device.poll(soon());
    if (poll.outcome !== 'signed_in') throw new Error(`The poll said ${poll.outcome}.`);
    return poll.signedIn;
  }

  function refresh(grant: GrantDraft, scopes = grant.scopes): Promise<TokenAnswer> {
    return provider.refresh(filed(grant), { scopes, resources: [], signal: soon() });
  }

  async function userinfoStatus({ accessToken }: TokenAnswer): Promise<number> {
    const url = `${keycloak.issuer}/protocol/openid-connect/userinfo`;
    return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).status;
  }
});

const endsGrant = { kind: 'refused', error: 'invalid_grant', endsGrant: true };

function soon(): AbortSignal {
  return AbortSignal.timeout(10_000);
}

function filed(grant: GrantDraft): Grant {
  return { id: 'test', ...grant };
}

/** The grant as it is after a rotation. */
function follow(grant: GrantDraft, answer: TokenAnswer): GrantDraft {
  assert.ok(answer.refreshToken);
  return { ...grant, refreshToken: answer.refreshToken };
}

/** Keycloak holds the client to its interval, by the real clock; there is no event to wait for. */
async function afterInterval<Value>(seconds: number, act: () => Promise<Value>): Promise<Value> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 100));
  return act();
}

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
}

function scopesIn(accessToken: string): string[] {
  return String(claimsOf(accessToken).scope).split(' ').sort();
}
