import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { SignIn } from '../../../daemon/api.ts';
import { TokenwellError } from '../../../daemon/errors.ts';
import { diskFull, EngineRoom } from '../../support/engine-room.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

function withCode(code: string, message = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof TokenwellError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

function signInOn(profile: string, state: SignIn['state']): SignIn {
  const nothing = { user_code: null, verification_uri: null, verification_uri_complete: null, authorization_uri: null };
  const times = { expires_at: null, expires_in: null, interval: null };
  const base = {
    id: 'sign-in',
    profile,
    flow: 'device' as const,
    state,
    host: 'model.example',
    verification_host_differs: false,
    may_open: true,
  };
  return { ...base, ...nothing, ...times, purpose: 'account', account: null, created: null, error: null };
}

describe('a token request', () => {
  it('is answered from memory, without the server', async () => {
    const room = new EngineRoom();
    const account = await room.signIn();
    const token = room.lookUp() ?? assert.fail('no token at hand');
    assert.deepEqual(
      { ...token, access_token: '…' },
      {
        access_token: '…',
        token_type: 'Bearer',
        expires_in: 300,
        expires_at: Math.floor(room.clock.now().wall / 1000) + 300,
        scope: 'openid profile email data',
        profile: 'lab',
        account,
        scope_met: true,
        min_ttl_met: true,
      },
    );
    assert.equal(room.server.attempts, 0);
  });

  it('finds the token dead after the machine slept through its life', async () => {
    const room = new EngineRoom();
    await room.signIn();
    room.suspend(301);
    assert.equal(room.lookUp(), undefined);
    await room.token();
    assert.equal(room.server.refreshes, 1);
  });

  it('finds the token dead although the wall clock was set back by a day', async () => {
    const room = new EngineRoom();
    await room.signIn();
    await room.advance(301);
    room.clock.setWall(room.clock.now().wall - 86_400_000);
    assert.equal(room.lookUp(), undefined);
  });

  describe('with min_ttl', () => {
    it('waits for a newer token only if the current one has less life left', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(150);
      assert.ok(room.lookUp({ minTtl: 140 }));
      const token = await room.token({ minTtl: 160 });
      assert.deepEqual([token.min_ttl_met, token.expires_in, room.server.refreshes], [true, 300, 1]);
    });

    it('that no token of this server has, gets the best one and is told so', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const token = await room.token({ minTtl: 3600 });
      assert.deepEqual([token.min_ttl_met, token.expires_in, room.server.refreshes], [false, 300, 0]);
    });

    it('is served what there is while the server is out of reach', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(200);
      room.server.always = 'unavailable';
      const token = await room.token({ minTtl: 200 });
      assert.deepEqual([token.min_ttl_met, token.expires_in], [false, 100]);
    });
  });

  describe('with a refused token', () => {
    it('renews it if it is the current one', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const first = await room.token();
      const second = await room.token({ rejected: hashOf(first.access_token).slice(0, 12) });
      assert.notEqual(second.access_token, first.access_token);
    });

    it('renews it once for all who were refused', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const rejected = hashOf((await room.token()).access_token);
      await Promise.all(Array.from({ length: 50 }, () => room.token({ rejected })));
      assert.equal(room.server.refreshes, 1);
      await room.token({ rejected });
      assert.equal(room.server.refreshes, 1, 'a late caller with the old token gets the new one');
    });

    it('does not ask again at once when the new one is refused too', async () => {
      const room = new EngineRoom();
      await room.signIn();
      let { access_token } = await room.token();
      for (let round = 0; round < 20; round++)
        ({ access_token } = await room.token({ rejected: hashOf(access_token) }));
      assert.equal(room.server.refreshes, 1);
      await room.advance(3);
      await room.token({ rejected: hashOf(access_token) });
      assert.equal(room.server.refreshes, 2);
    });
  });

  describe('for fewer scopes', () => {
    it('gets a narrow token, cached like any other', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const narrow = await room.token({ scopes: ['data'] });
      assert.equal(narrow.scope, 'data openid');
      assert.equal(room.lookUp({ scopes: ['data', 'openid'] })?.access_token, narrow.access_token);
      assert.notEqual(room.lookUp()?.access_token, narrow.access_token);
    });

    it('is told the scopes of the token, not those of the grant that the server names', async () => {
      const room = new EngineRoom({ namesGrantScopes: true });
      await room.signIn();
      const narrow = await room.token({ scopes: ['data'] });
      assert.deepEqual([narrow.scope.split(' ').sort(), narrow.scope_met], [['data', 'openid'], true]);
    });

    it('is served a wider one that the server gives all the same, and told so', async () => {
      const room = new EngineRoom({ ignoresNarrowing: true });
      await room.signIn();
      const wide = await room.token({ scopes: ['data'] });
      assert.equal(wide.scope_met, false);
      assert.ok(wide.scope.split(' ').length > 2);
      assert.equal(room.lookUp({ scopes: ['data'] })?.scope_met, false, 'each time that it is asked for');
      assert.equal(room.lookUp()?.scope_met, true);
    });

    for (const narrowing of ['destructive', 'unknown'] as const) {
      it(`is refused where narrowing is ${narrowing}, and nothing is sent`, async () => {
        const room = new EngineRoom({ narrowing });
        await room.signIn();
        await assert.rejects(
          room.token({ scopes: ['data'] }),
          withCode('narrowing_refused', /Ask for a token without a scope/),
        );
        assert.equal(room.server.attempts, 0);
        assert.equal(room.account.state, 'signed_in');
      });
    }

    it('than the grant has, in another order, is the token that there is', async () => {
      const room = new EngineRoom({ narrowing: 'unknown' });
      await room.signIn();
      assert.ok(room.lookUp({ scopes: ['data', 'profile', 'openid', 'email'] }));
    });

    it('keeps at most 16 variants, and never drops the one just asked for', async () => {
      const room = new EngineRoom();
      await room.signIn();
      for (let each = 0; each < 40; each++) {
        const resources = [`https://api-${each}.example`];
        const token = await room.token({ resources });
        assert.equal(room.lookUp({ resources })?.access_token, token.access_token);
        await room.advance(0.01);
      }
      let cached = 0;
      for (let each = 0; each < 40; each++)
        if (room.lookUp({ resources: [`https://api-${each}.example`] })) cached += 1;
      assert.ok(cached <= 16, `${cached} cached`);
    });

    it('of a scope that was never granted is refused with what to do', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await assert.rejects(room.token({ scopes: ['admin'] }), withCode('scope_not_granted', /does not cover admin/));
    });

    it('that the server refuses harms no other caller', async () => {
      const room = new EngineRoom();
      await room.signIn();
      room.server.next({ error: 'invalid_target' });
      await assert.rejects(room.token({ resources: ['https://x.example'] }), withCode('scope_not_granted'));
      assert.equal(room.account.state, 'signed_in');
    });
  });

  describe('where a refresh kills the previous token', () => {
    it('never serves the one that was killed for another variant', async () => {
      const room = new EngineRoom({ refreshRevokesPrevious: true });
      await room.signIn();
      const first = await room.token();
      await room.token({ resources: ['https://x.example'] });
      assert.equal(room.lookUp(), undefined);
      assert.notEqual((await room.token()).access_token, first.access_token);
    });
  });

  describe('of a variant that the server no longer issues', () => {
    it('is not asked of the server again and again, neither by callers nor by the upkeep', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const resources = ['https://x.example'];
      await room.token({ resources });
      room.server.always = { error: 'invalid_target' };
      await room.advance(290);
      for (let call = 0; call < 50; call++) {
        await room.token({ resources }).catch(() => {});
        await room.advance(0.1);
      }
      assert.ok(room.server.attempts <= 5, `${room.server.attempts} requests`);
      room.server.always = null;
      await room.advance(31);
      assert.ok(await room.token({ resources }));
    });
  });

  describe('where the account is not plain', () => {
    it('and nobody is signed in says how to sign in', async () => {
      const room = new EngineRoom();
      await assert.rejects(room.token(), withCode('signed_out', /run `tokenwell login lab`/));
      await assert.rejects(room.token({ profile: 'nowhere' }), withCode('profile_not_found'));
    });

    it('lists those that fit, and serves the one that is named', async () => {
      const room = new EngineRoom();
      const alice = await room.signIn('alice');
      const bob = await room.signIn('bob');
      const ambiguous = await room.token().catch((error: TokenwellError) => error);
      assert.ok(ambiguous instanceof TokenwellError);
      assert.deepEqual(ambiguous.extensions.accounts, [
        { id: alice, name: 'alice' },
        { id: bob, name: 'bob' },
      ]);
      assert.equal((await room.token({ account: 'bob' })).account, bob);
      assert.equal((await room.token({ account: alice })).account, alice);
      await assert.rejects(room.token({ account: 'carol' }), withCode('account_not_found'));
    });

    it('takes the only one that is still signed in', async () => {
      const room = new EngineRoom();
      await room.signIn('alice');
      await room.advance(301);
      room.server.endSessions();
      await assert.rejects(room.token(), withCode('signed_out'));
      const bob = await room.signIn('bob');
      assert.equal((await room.token()).account, bob);
    });
  });
});

describe('an account', () => {
  it('of a user who signs in again goes on under the same id with the new grant alone', async () => {
    const room = new EngineRoom();
    const first = await room.signIn();
    const again = await room.signIn();
    assert.equal(again, first);
    assert.deepEqual([room.accounts.list().length, room.disk.grants.size], [1, 1]);
    await room.advance(301);
    assert.ok(await room.token());
  });

  it('that is signed out shows that somebody is signing in again, until that ends', async () => {
    const room = new EngineRoom();
    await room.signIn();
    await room.advance(301);
    room.server.endSessions();
    await assert.rejects(room.token(), withCode('signed_out'));
    room.stream.emit({ type: 'sign_in', sign_in: signInOn('lab', 'waiting') });
    assert.equal(room.account.state, 'signing_in');
    room.stream.emit({ type: 'sign_in', sign_in: signInOn('lab', 'cancelled') });
    assert.equal(room.account.state, 'signed_out');
  });

  it('is there again after a restart, and its first caller gets a token', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    room.crash();
    assert.equal(room.account.id, id);
    assert.ok(await room.token());
  });

  it('goes on telling when its token ended, long after that', async () => {
    const room = new EngineRoom();
    await room.signIn();
    const end = Math.floor(room.clock.now().wall / 1000) + 300;
    room.suspend(400);
    assert.equal(room.account.token_expires_at, end);
  });

  it('tells when the session will end once the server stops moving the end', async () => {
    const room = new EngineRoom({ accessTokenLife: 60 });
    await room.signIn();
    await room.advance(61);
    await room.token();
    assert.equal(room.account.session_ends_at, null);
    const end = (room.account.grant_ends_at ?? assert.fail()) * 1000;
    await room.advance(47);
    // From now on the server tells what is left of the session instead of the idle limit.
    room.server.refreshTokenLife = (end - room.clock.now().wall) / 1000 - 1;
    await room.advance(2);
    assert.ok(room.account.session_ends_at, 'a fixed end was not noticed');
    assert.equal(room.account.session_ends_at, room.account.grant_ends_at);
  });

  it('that signs out is revoked at the server and gone here', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    const result = await room.accounts.signOut(id);
    assert.equal(result.revocation, 'revoked');
    assert.equal(room.server.sessionIsAlive('alice-1'), false);
    assert.deepEqual([room.accounts.list(), room.disk.grants.size, room.disk.records.size], [[], 0, 0]);
    assert.equal(room.events.at(-1)?.type, 'account_removed');
  });

  it('that signs out in the middle of a refresh has its newest refresh token revoked', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    await room.advance(301);
    const { promise, resolve } = Promise.withResolvers<void>();
    room.server.gate = promise;
    const token = room.token().catch((error: unknown) => error);
    await room.advance(0.1);
    const signedOut = room.accounts.signOut(id);
    room.server.gate = null;
    resolve();
    assert.equal((await signedOut).revocation, 'revoked');
    assert.equal(room.server.sessionIsAlive('alice-1'), false);
    assert.ok((await token) instanceof TokenwellError);
    assert.equal(room.disk.grants.size, 0);
  });

  it('whose revocation fails is deleted all the same, and the remainder is told', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    room.server.next('unavailable');
    const result = await room.accounts.signOut(id);
    assert.equal(result.revocation, 'failed');
    assert.match(result.detail, /may still be alive at model\.example; it ends by itself on 2026-01-15 at 09:30 UTC/);
    assert.equal(result.may_live_until, Math.floor(room.clock.now().wall / 1000) + 1800);
    assert.equal(room.disk.grants.size, 0);
  });

  it('that signs out while the store is locked is deleted, and the server is said not to know', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    room.lock(true);
    const result = await room.accounts.signOut(id);
    assert.equal(result.revocation, 'failed');
    assert.match(result.detail, /The secret store is locked, so the server could not be told\./);
    assert.equal(room.disk.grants.size, 0);
  });

  it('whose copy here cannot be deleted is said so, and hinders no other in a panic', async () => {
    const room = new EngineRoom();
    await room.signIn('alice');
    await room.signIn('bob', 'other');
    const remove = room.disk.delete.bind(room.disk);
    let deletions = 0;
    room.disk.delete = (id) => (deletions++ === 0 ? Promise.reject(diskFull) : remove(id));
    const results = await Promise.all(room.accounts.list().map(({ id }) => room.accounts.signOut(id)));
    assert.deepEqual(
      results.map(({ revocation }) => revocation),
      ['revoked', 'revoked'],
    );
    assert.match(results[0]?.detail ?? '', /could not be deleted; that is done when the daemon starts next/);
    assert.deepEqual(room.accounts.list(), []);
  });

  it('is revoked with all others in a panic, and each result is told', async () => {
    const room = new EngineRoom();
    await room.signIn('alice');
    await room.signIn('bob', 'other');
    room.server.next('unavailable');
    const results = await Promise.all(room.accounts.list().map(({ id }) => room.accounts.signOut(id)));
    assert.deepEqual(results.map(({ revocation }) => revocation).sort(), ['failed', 'revoked']);
    assert.deepEqual(room.accounts.list(), []);
  });
});
