import assert from 'node:assert/strict';

import { readRetryAfter } from '../../../daemon/providers/retry-after.ts';

const now = Date.UTC(2026, 0, 15, 9, 0, 0);

function read(value: string, date?: string) {
  return readRetryAfter(new Headers({ 'retry-after': value, ...(date !== undefined && { date }) }), now);
}

describe('Retry-After', () => {
  for (const [value, seconds] of [
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['999999999999999999999', 86_400],
    ['Thu, 15 Jan 2026 09:01:00 GMT', 60],
    ['Thu, 15 Jan 2026 08:00:00 GMT', 0],
    ['Thu, 15 Jan 2099 08:00:00 GMT', 86_400],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['0x10', undefined],
    ['', undefined],
  ] as const) {
    it(`"${value}" means ${seconds}`, () => assert.equal(read(value), seconds));
  }

  it('is missing where it is missing', () => assert.equal(readRetryAfter(new Headers()), undefined));

  it('goes by the server’s own clock where it tells the time', () => {
    assert.equal(read('Fri, 16 Jan 2026 09:01:00 GMT', 'Fri, 16 Jan 2026 09:00:00 GMT'), 60);
  });
});
