import assert from 'node:assert/strict';
import { secondsUntil } from '../../../../daemon/providers/tapis3/expiry.ts';

const sentAt = 'Wed, 25 Nov 2026 10:00:00 GMT';

describe('the end of a device code', () => {
  const cases: [string, unknown, number][] = [
    ['seconds, as RFC 8628 has it', 300, 300],
    ['digits', '300', 300],
    ['a date of HTTP', 'Wed, 25 Nov 2026 10:05:00 GMT', 300],
    ['a date of ISO 8601', '2026-11-25T10:05:00+00:00', 300],
    ['a date without a zone', '2026-11-25 10:05:00.123456', 300],
    ['more than a day', 1e9, 86_400],
    ['nothing', undefined, 600],
    ['nonsense', 'soon', 600],
    ['the past', 'Wed, 25 Nov 2026 09:00:00 GMT', 600],
  ];
  for (const [name, told, seconds] of cases) {
    it(`is understood from ${name}`, () => assert.equal(secondsUntil(told, sentAt), seconds));
  }

  it('is counted from this clock where the answer has no date', () => {
    assert.equal(secondsUntil('2026-11-25T10:05:00Z', null, Date.parse('2026-11-25T10:00:00Z')), 300);
  });
});
