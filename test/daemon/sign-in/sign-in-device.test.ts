import assert from 'node:assert/strict';

import { TokenwellError } from '../../../daemon/errors.ts';
import { ProviderFailure } from '../../../daemon/providers/failure.ts';
import type { DevicePoll } from '../../../daemon/providers/provider.ts';
import { account, approved, cut, pending, Stage, signedIn, slowDown } from './sign-in-stage.ts';

describe('a device sign-in', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  const start = () => stage.signIns.start({ profile: 'lab', flow: 'device' });

  it('shows the host, the code and how long it is valid', async () => {
    const { id, ...shown } = await start();
    assert.match(id, /^[\w-]{22}$/);
    assert.deepEqual(shown, {
      profile: 'lab',
      flow: 'device',
      state: 'waiting',
      host: 'auth.example.org',
      user_code: 'ABCD-EFGH',
      verification_uri: 'https://auth.example.org/device',
      verification_uri_complete: 'https://auth.example.org/device?user_code=ABCD-EFGH',
      authorization_uri: null,
      verification_host_differs: false,
      may_open: true,
      expires_at: Date.UTC(2026, 0, 15, 9, 10, 0) / 1000,
      expires_in: 600,
      interval: 5,
      purpose: 'account',
      account: null,
      created: null,
      error: null,
    });
    await stage.seconds(60);
    assert.equal(stage.signIns.get(id).expires_in, 540);
  });

  it('tells that the page to approve on lies at another host than the issuer', async () => {
    stage.device.verificationUri = 'https://elsewhere.example/device';
    assert.equal((await start()).verification_host_differs, true);
  });

  it('polls at the interval, and ends with the account', async () => {
    stage.answers = [pending, pending, approved];
    const { id } = await start();
    await stage.seconds(60);
    assert.deepEqual(stage.polls, [5, 10, 15]);
    assert.deepEqual(stage.adopted, [signedIn]);
    const { state, account: got, expires_in: left } = stage.signIns.get(id);
    assert.deepEqual([state, got, left], ['signed_in', account, 0]);
    assert.deepEqual(stage.states, ['waiting', 'signed_in']);
  });

  it('adds 5 seconds for each slow_down, for good', async () => {
    stage.answers = [slowDown, pending, slowDown, pending, pending];
    const { id } = await start();
    await stage.seconds(75);
    assert.deepEqual(stage.polls, [5, 15, 25, 40, 55, 70]);
    assert.equal(stage.signIns.get(id).interval, 15);
    assert.deepEqual(
      stage.told.map(({ interval }) => interval),
      [5, 10, 15],
    );
  });

  it('doubles the pause while polls are not answered, and goes on as before once they are', async () => {
    stage.answers = [cut(), cut(), cut(), cut(), cut(), pending, pending];
    const { id } = await start();
    await stage.seconds(80);
    assert.deepEqual(stage.signIns.get(id).error, {
      code: 'authorization_server_unavailable',
      detail: 'The connection was cut.',
    });
    await stage.seconds(140);
    assert.deepEqual(stage.polls, [5, 15, 35, 75, 135, 195, 200, 205, 210, 215, 220]);
    assert.equal(stage.signIns.get(id).error, null);
    assert.equal(stage.signIns.get(id).state, 'waiting');
  });

  it('begins anew with its backoff after polls were answered', async () => {
    stage.answers = [cut(), cut(), pending, cut(), pending];
    await start();
    await stage.seconds(60);
    assert.deepEqual(stage.polls, [5, 15, 35, 40, 50, 55, 60]);
  });

  it('never polls faster than the interval because of failures', async () => {
    stage.device.interval = 90;
    stage.answers = [cut()];
    await start();
    await stage.seconds(180);
    assert.deepEqual(stage.polls, [90, 180]);
  });

  it('honours Retry-After', async () => {
    stage.answers = [new ProviderFailure('Busy.', { kind: 'unavailable', hop: 'x', retryAfter: 100 })];
    await start();
    await stage.seconds(109);
    assert.deepEqual(stage.polls, [5, 105]);
  });

  it('gives a poll up after 30 s and backs off', async () => {
    stage.answers = ['never'];
    await start();
    await stage.seconds(34);
    assert.equal(stage.signals[0]?.aborted, false);
    await stage.seconds(12);
    assert.equal(stage.signals[0]?.aborted, true);
    assert.deepEqual(stage.polls, [5, 45]);
  });

  for (const [end, state, code] of [
    [{ outcome: 'denied' }, 'denied', 'sign_in_denied'],
    [{ outcome: 'expired' }, 'expired', 'sign_in_expired'],
    [
      new ProviderFailure('No.', { kind: 'refused', error: 'invalid_client', hop: 'x' }),
      'failed',
      'authorization_server_refused',
    ],
    [new TokenwellError('authorization_server_refused', 'No refresh token.'), 'failed', 'authorization_server_refused'],
    [new TypeError('canary'), 'failed', 'internal_error'],
  ] as [DevicePoll | Error, string, string][]) {
    it(`polls no more after ${'outcome' in end ? end.outcome : end.name}`, async () => {
      stage.answers = [end];
      const { id } = await start();
      await stage.seconds(500);
      assert.deepEqual(stage.polls, [5]);
      const ended = stage.signIns.get(id);
      assert.deepEqual([ended.state, ended.error?.code, ended.account], [state, code, null]);
      assert.doesNotMatch(JSON.stringify(stage.told), /canary/);
      assert.deepEqual(stage.clock.pending, []);
    });
  }

  it('polls no more once expires_in is over', async () => {
    stage.device.expiresIn = 18;
    const { id } = await start();
    await stage.seconds(17);
    assert.equal(stage.signIns.get(id).state, 'waiting');
    await stage.seconds(1);
    assert.equal(stage.signIns.get(id).state, 'expired');
    await stage.seconds(100);
    assert.deepEqual(stage.polls, [5, 10, 15]);
  });

  it('polls no more when the machine slept past the end', async () => {
    await start();
    stage.clock.suspend(3_600_000);
    await stage.seconds(10);
    assert.deepEqual(stage.polls, []);
    assert.deepEqual(stage.states, ['waiting', 'expired']);
  });

  it('polls no more after a cancel, and gives the request up that is in flight', async () => {
    stage.answers = ['never'];
    const { id } = await start();
    await stage.seconds(6);
    const cancelled = await stage.signIns.cancel(id);
    assert.deepEqual([cancelled.state, cancelled.error], ['cancelled', null]);
    assert.equal(stage.signals[0]?.aborted, true);
    await stage.seconds(100);
    assert.deepEqual(stage.polls, [5]);
    assert.deepEqual(stage.states, ['waiting', 'cancelled']);
  });

  it('revokes a grant that comes after a cancel', async () => {
    let answer: (poll: DevicePoll) => void = () => {};
    stage.answers = [new Promise((resolve) => (answer = resolve))];
    const { id } = await start();
    await stage.seconds(6);
    await stage.signIns.cancel(id);
    answer(approved);
    await stage.seconds(1);
    assert.deepEqual([stage.adopted, stage.revoked], [[], ['canary-refresh']]);
    assert.equal(stage.signIns.get(id).state, 'cancelled');
  });

  it('fails with the reason where the grant cannot be filed, and ends it at the server', async () => {
    stage.answers = [approved];
    stage.adopt = () => Promise.reject(new TokenwellError('store_locked', 'Unlock the store.'));
    const { id } = await start();
    await stage.seconds(5);
    const { state, error } = stage.signIns.get(id);
    assert.deepEqual([state, error], ['failed', { code: 'store_locked', detail: 'Unlock the store.' }]);
    assert.deepEqual(stage.revoked, ['canary-refresh']);
  });

  it('is not cancelled any more once its grant is being filed', async () => {
    let file: () => void = () => {};
    stage.answers = [approved];
    stage.adopt = () => new Promise((resolve) => (file = () => resolve(account)));
    const { id } = await start();
    await stage.seconds(5);
    const cancelling = stage.signIns.cancel(id);
    file();
    assert.equal((await cancelling).state, 'signed_in');
  });

  for (const [address, complete, mayOpen] of [
    ['http://auth.example.org/device', null, false],
    ['https://auth.example.org/device', 'javascript:alert(1)', false],
    ['vscode://auth.example.org', null, false],
    ['not an address', null, false],
    ['https://auth.example.org@evil.example/device', null, false],
    ['http://127.0.0.1:8080/device', null, true],
    ['https://auth.example.org/device', null, true],
  ] as const) {
    it(`${mayOpen ? 'lets' : 'does not let'} windows open ${complete ?? address}`, async () => {
      stage.device.verificationUri = address;
      stage.device.verificationUriComplete = complete;
      const shown = await start();
      assert.equal(shown.may_open, mayOpen);
      assert.equal(shown.verification_uri, address);
    });
  }

  it('never shows a secret to whoever watches', async () => {
    stage.answers = [cut(), approved];
    await start();
    await stage.seconds(60);
    assert.equal(stage.states.at(-1), 'signed_in');
    assert.doesNotMatch(JSON.stringify([stage.told, stage.signIns.list()]), /canary/);
  });
});
