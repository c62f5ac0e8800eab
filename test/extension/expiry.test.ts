import assert from 'node:assert/strict';
import type { AccountSummary } from '../../daemon/api.ts';
import { endOf, isTold, thresholdPassed } from '../../extension/expiry.ts';

const now = 1_800_000_000;
const hour = 3600;
const day = 24 * hour;

describe('the expiry radar', () => {
  const account = (members: Partial<AccountSummary>) =>
    ({ grant_kind: 'refresh_token', session_ends_at: null, grant_ends_at: null, ...members }) as AccountSummary;

  it('knows the end of a session only where the server will not renew beyond it', () => {
    assert.equal(endOf(account({ grant_ends_at: now + 60 })), null);
    assert.deepEqual(endOf(account({ session_ends_at: now + hour })), { at: now + hour, kind: 'session' });
  });

  it('takes the earlier of the two ends of an offline token', () => {
    const ends = { grant_kind: 'offline_token', session_ends_at: now + 9 * day, grant_ends_at: now + 6 * day } as const;
    assert.deepEqual(endOf(account(ends)), { at: now + 6 * day, kind: 'offline_token' });
  });

  for (const [left, passed] of [
    [hour + 1, null],
    [hour, hour],
    [601, hour],
    [600, 600],
    [1, 600],
    [0, null],
  ] as const) {
    it(`with ${left} s of a session left is at ${passed ?? 'no threshold'}`, () => {
      assert.equal(thresholdPassed({ at: now + left, kind: 'session' }, now), passed);
    });
  }

  it('tells of offline tokens at 14, 7 and 1 days', () => {
    const at = (days: number) => thresholdPassed({ at: now + days * day, kind: 'offline_token' }, now);
    assert.deepEqual([15, 14, 8, 7, 2, 1].map(at), [null, 14 * day, 14 * day, 7 * day, 7 * day, day]);
  });

  it('tells each threshold once, though the end moves a little with each renewal', () => {
    const end = { at: now + hour, kind: 'session' } as const;
    assert.equal(isTold(undefined, end, hour), false);
    const told = { end: end.at, threshold: hour };
    assert.equal(isTold(told, { ...end, at: end.at + 3 }, hour), true);
    assert.equal(isTold(told, end, 600), false);
  });

  it('tells anew once the end has moved far', () => {
    const told = { end: now + hour, threshold: 600 };
    assert.equal(isTold(told, { at: now + 11 * hour, kind: 'session' }, hour), false);
  });
});
