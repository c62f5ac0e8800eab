import assert from 'node:assert/strict';
import { TokenwellError } from '../../../daemon/errors.ts';
import { takenFrom } from '../../../daemon/grant.ts';
import { ProviderFailure } from '../../../daemon/providers/failure.ts';
import type { SignedIn, SignInSecrets } from '../../../daemon/providers/provider.ts';
import { SignIns } from '../../../daemon/sign-in/sign-ins.ts';
import { profileFor } from '../providers/oidc/cast.ts';
import { account, approved, Stage, signedIn } from './sign-in-stage.ts';

const minutes = 60;

describe('sign-ins', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  it('are readable for ten minutes after their end', async () => {
    const { id } = await stage.signIns.start({ profile: 'lab' });
    await stage.signIns.cancel(id);
    await stage.seconds(9.9 * minutes);
    assert.equal(stage.signIns.get(id).state, 'cancelled');
    assert.equal(stage.signIns.list().length, 1);
    await stage.seconds(0.1 * minutes);
    assert.throws(() => stage.signIns.get(id), { code: 'sign_in_not_found' });
    assert.deepEqual(stage.signIns.list(), []);
  });

  it('are cancelled once: a second cancel changes and tells nothing', async () => {
    const { id } = await stage.signIns.start({ profile: 'lab' });
    const first = await stage.signIns.cancel(id);
    assert.deepEqual(await stage.signIns.cancel(id), first);
    assert.deepEqual(stage.states, ['waiting', 'cancelled']);
  });

  it('are sixteen at a time, those included that are being started', async () => {
    const started = await Promise.allSettled(Array.from({ length: 17 }, () => stage.signIns.start({ profile: 'lab' })));
    const refused = started.filter((result) => result.status === 'rejected');
    assert.deepEqual(
      refused.map(({ reason }) => reason.code),
      ['too_many_sign_ins'],
    );
    const first = started.find((result) => result.status === 'fulfilled');
    await stage.signIns.cancel(first?.value.id ?? '');
    assert.equal((await stage.signIns.start({ profile: 'lab' })).state, 'waiting');
  });

  it('leave room where they could not be started', async () => {
    stage.provider.startDevice = () => Promise.reject(new Error('broken'));
    for (let count = 0; count < 20; count++) {
      await assert.rejects(stage.signIns.start({ profile: 'lab' }), { code: 'internal_error' });
    }
  });

  it('are not started while the store is locked', async () => {
    stage.storeReady = () => Promise.reject(new TokenwellError('store_locked', 'Unlock your keyring.'));
    await assert.rejects(stage.signIns.start({ profile: 'lab' }), {
      code: 'store_locked',
      message: 'Unlock your keyring.',
    });
  });

  it('are not started at another server than the one that the person has seen', async () => {
    const seen = { profile: 'lab', workspace: '/work', issuer: 'https://known.example.org' };
    await assert.rejects(stage.signIns.start(seen), { code: 'bad_request', message: /auth\.example\.org/ });
    assert.deepEqual(stage.signIns.list(), []);
    await stage.signIns.start({ ...seen, issuer: 'https://auth.example.org' });
  });

  it('tell why they could not be started', async () => {
    const failure = new ProviderFailure('Not reachable.', { kind: 'unavailable', hop: 'discovery document of x' });
    stage.provider.startDevice = () => Promise.reject(failure);
    await assert.rejects(stage.signIns.start({ profile: 'lab' }), {
      code: 'authorization_server_unavailable',
      message: 'Not reachable.',
      extensions: { hop: 'discovery document of x' },
    });
    assert.deepEqual(stage.told, []);
  });

  it('give a server 30 s to answer the first request', async () => {
    stage.provider.startDevice = (_profile, _secrets, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new TokenwellError('authorization_server_unavailable', 'Late.'))),
      );
    const starting = assert.rejects(stage.signIns.start({ profile: 'lab' }), { message: 'Late.' });
    await stage.seconds(30);
    await starting;
  });

  it('name the flows that a provider lacks', async () => {
    for (const flow of ['password', 'paste', 'code'] as const) {
      await assert.rejects(stage.signIns.start({ profile: 'lab', flow }), { code: 'flow_not_supported' });
    }
  });

  it('name the providers that there are where a profile names none of them', async () => {
    const profile = profileFor('https://auth.example.org', { provider: 'oidcc' });
    const signIns = new SignIns({ ...stage.dependencies, profiles: { find: () => profile } });
    await assert.rejects(signIns.start({ profile: 'lab' }), {
      code: 'configuration_broken',
      message: 'Profile lab (/config.json) names the provider oidcc; there are: oidc.',
    });
  });

  it('end when the daemon does', async () => {
    await stage.signIns.start({ profile: 'lab' });
    await stage.signIns.close();
    await stage.seconds(60);
    assert.deepEqual([stage.polls, stage.states], [[], ['waiting', 'cancelled']]);
  });

  it('let the daemon end only once a grant that is here is filed', async () => {
    let file: () => void = () => {};
    stage.adopt = () => new Promise((resolve) => (file = () => resolve(account)));
    stage.answers = [approved];
    const { id } = await stage.signIns.start({ profile: 'lab' });
    await stage.seconds(5);
    let closed = false;
    const closing = stage.signIns.close().then(() => (closed = true));
    await stage.seconds(1);
    assert.equal(closed, false);
    file();
    await closing;
    assert.equal(stage.signIns.get(id).state, 'signed_in');
  });

  describe('with a pasted grant', () => {
    let received: SignInSecrets[];
    beforeEach(() => {
      received = [];
      stage.provider.signInWithPastedGrant = async (_profile, secrets) => {
        received.push(secrets);
        return signedIn;
      };
    });

    const start = () => stage.signIns.start({ profile: 'lab', flow: 'paste', refresh_token: 'canary-pasted' });

    it('are finished when they are answered', async () => {
      const { state, account: got, may_open: mayOpen, expires_in: expiresIn } = await start();
      assert.deepEqual([state, got, mayOpen, expiresIn], ['signed_in', account, false, null]);
      assert.deepEqual(received, [{ refreshToken: 'canary-pasted' }]);
      assert.deepEqual(stage.adopted, [{ ...signedIn, grant: takenFrom(signedIn.grant, 'canary-pasted') }]);
      assert.doesNotMatch(JSON.stringify(stage.told), /canary/);
    });

    it('leave the pasted grant alive where it cannot be filed', async () => {
      stage.adopt = () => Promise.reject(new TokenwellError('store_unavailable', 'The disk is full.'));
      const { state, error } = await start();
      assert.deepEqual([state, error?.code], ['failed', 'store_unavailable']);
      assert.deepEqual(stage.revoked, []);
    });
  });

  describe('with an authorization code', () => {
    let redeem: (callback: URL) => Promise<SignedIn>;
    let redirects: string[];
    beforeEach(() => {
      redirects = [];
      redeem = async () => signedIn;
      stage.provider.startCode = async (_profile, _secrets, redirectUri) => {
        redirects.push(redirectUri);
        return { authorizationUri: 'https://auth.example.org/auth?x', redeem: (callback) => redeem(callback) };
      };
    });

    const redirectUri = 'http://127.0.0.1:4567/callback';
    const start = () => stage.signIns.start({ profile: 'lab', flow: 'code', redirect_uri: redirectUri });

    it('are redeemed by the redirect that came back', async () => {
      const { id, authorization_uri: address, may_open: mayOpen } = await start();
      assert.deepEqual([address, mayOpen, redirects], ['https://auth.example.org/auth?x', true, [redirectUri]]);
      const callbacks: string[] = [];
      redeem = async (callback) => {
        callbacks.push(callback.href);
        return signedIn;
      };
      const done = await stage.signIns.redeem(id, `${redirectUri}?code=c&state=s`);
      assert.deepEqual([done.state, callbacks], ['signed_in', [`${redirectUri}?code=c&state=s`]]);
      assert.deepEqual(stage.clock.pending, []);
    });

    it('are redeemed once, however often the redirect comes back', async () => {
      const { id } = await start();
      let redeemed = 0;
      redeem = async () => {
        redeemed++;
        return signedIn;
      };
      const [first, second] = await Promise.all([
        stage.signIns.redeem(id, `${redirectUri}?code=c`),
        stage.signIns.redeem(id, `${redirectUri}?code=c`),
      ]);
      assert.deepEqual([first.state, second.state, redeemed], ['signed_in', 'signed_in', 1]);
    });

    it('go on waiting after a callback that was not meant for them', async () => {
      const { id } = await start();
      redeem = () => Promise.reject(new TokenwellError('bad_request', 'Its state differs.'));
      await assert.rejects(stage.signIns.redeem(id, `${redirectUri}?state=evil`), { code: 'bad_request' });
      assert.equal(stage.signIns.get(id).state, 'waiting');
      redeem = async () => signedIn;
      assert.equal((await stage.signIns.redeem(id, `${redirectUri}?code=c`)).state, 'signed_in');
    });

    it('end as denied or failed with the reason', async () => {
      for (const [error, state] of [
        [new TokenwellError('sign_in_denied', 'No.'), 'denied'],
        [new TokenwellError('issuer_mismatch', 'Another server.'), 'failed'],
      ] as const) {
        redeem = () => Promise.reject(error);
        const { id } = await start();
        const ended = await stage.signIns.redeem(id, `${redirectUri}?error=x`);
        assert.deepEqual([ended.state, ended.error?.code], [state, error.code]);
      }
    });

    it('expire after ten minutes', async () => {
      const { id } = await start();
      await stage.seconds(10 * minutes);
      assert.equal(stage.signIns.get(id).state, 'expired');
    });

    it('need a redirect URI', async () => {
      await assert.rejects(stage.signIns.start({ profile: 'lab', flow: 'code' }), { code: 'bad_request' });
    });

    it('and no other sign-ins take a callback', async () => {
      const { id } = await stage.signIns.start({ profile: 'lab' });
      await assert.rejects(stage.signIns.redeem(id, `${redirectUri}?code=c`), { code: 'bad_request' });
      assert.equal(stage.signIns.get(id).state, 'waiting');
    });
  });
});
