import assert from 'node:assert/strict';
import { redact } from '../../daemon/redaction.ts';

describe('redaction', () => {
  const secret = 'canary-0123456789abcdef';
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
  const jwe = 'eyJhbGciOiJkaXIifQ..aXY.Y2FuYXJ5.dGFn';

  for (const [what, line] of Object.entries({
    'a member of JSON': `{"refresh_token":"${secret}"}`,
    'a member with spaces': `{ "Access_Token" : "${secret}" }`,
    'JSON quoted inside JSON': JSON.stringify({ msg: JSON.stringify({ device_code: secret }) }),
    'JSON quoted twice': JSON.stringify(JSON.stringify({ msg: JSON.stringify({ client_secret: secret }) })),
    'a form': `grant_type=refresh_token&refresh_token=${secret}&scope=openid`,
    'the address of a proxy': `the proxy http://user:${secret}@proxy.example.org:3128 refused`,
    'a query': `GET /callback?code=${secret}&state=x`,
    'a header': `authorization: Bearer ${secret}`,
    'a value with quotes in it': JSON.stringify({ password: `a"b\\${secret}` }),
    'an authorization code in JSON': `{"code":"${secret}"}`,
  })) {
    it(`strikes out a secret in ${what}`, () => {
      assert.doesNotMatch(redact(line), /canary/);
    });
  }

  it('strikes out JSON Web Tokens wherever they stand', () => {
    assert.equal(redact(`got ${jwt} and ${jwe}.`), 'got [struck out] and [struck out].');
  });

  it('leaves the rest of the line as it was, still valid JSON', () => {
    const line = { time: 'T', err: { code: 'ECONNREFUSED', message: 'x' }, code: 'already_running', id: secret };
    assert.deepEqual(JSON.parse(redact(JSON.stringify(line))), line);
    const struck = JSON.parse(redact(JSON.stringify({ password: 'a"b\\c', next: 1 })));
    assert.equal(struck.next, 1);
  });

  it('takes a linear time', () => {
    const line = '"access_token":"'.repeat(20_000) + 'eyJ'.repeat(20_000) + '\\'.repeat(50_000);
    assert.ok(redact(line).length > 0);
  });
});
