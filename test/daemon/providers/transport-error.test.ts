import assert from 'node:assert/strict';

import { ProviderFailure } from '../../../daemon/providers/failure.ts';
import { explainTransportError } from '../../../daemon/providers/transport-error.ts';

function explain(code: string, circumstances: { sent: boolean; aborted?: boolean }) {
  const cause = Object.assign(new Error('canary'), { code });
  const error = new TypeError('fetch failed', { cause });
  const explained = explainTransportError(error, { hop: 'token endpoint of x', aborted: false, ...circumstances });
  assert.ok(explained instanceof ProviderFailure);
  assert.doesNotMatch(explained.message, /canary/);
  return explained.kind;
}

describe('a request that failed on the way', () => {
  for (const code of [
    'ECONNREFUSED',
    'ENOTFOUND',
    'CERT_HAS_EXPIRED',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_SSL_X',
    'WHATEVER',
  ]) {
    it(`was surely not carried out if ${code} came before it was sent`, () => {
      assert.equal(explain(code, { sent: false }), 'unavailable');
    });
  }

  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'WHATEVER']) {
    it(`may have been carried out if ${code} came after it was sent`, () => {
      assert.equal(explain(code, { sent: true }), 'answer_lost');
    });
  }

  for (const code of ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA']) {
    it(`was surely not carried out if the server refused our certificate (${code})`, () => {
      assert.equal(explain(code, { sent: true }), 'unavailable');
    });
  }

  it('is explained by the first address where a name has several', () => {
    const refused = Object.assign(new Error('canary'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) });
    const explained = explainTransportError(error, { hop: 'token endpoint of x', sent: false, aborted: false });
    assert.equal(explained.message, 'The token endpoint of x cannot be reached: nothing listens at that address.');
  });

  it('says that a port is never called, where Node tells it by words alone', async () => {
    const error = await fetch('http://127.0.0.1:1/').catch((cause: unknown) => cause);
    const explained = explainTransportError(error, { hop: 'server', sent: false, aborted: false });
    assert.match(explained.message, /its port is one that web programs never call/);
  });
});
