import assert from 'node:assert/strict';
import { Systems } from '../../../../daemon/providers/systems.ts';
import { provider } from './cast.ts';

const systems = new Systems(new Map([[provider.name, provider]]));
const define = (values: Record<string, string>) => {
  const { definition, flow } = systems.define('awx', values);
  const { provider: kind, issuer, client_id: client, scope, token_endpoint_auth_method: method } = definition;
  return [kind, issuer, client, scope, method, flow];
};

describe('AWX by name', () => {
  it('needs its address alone, however it was copied', () => {
    for (const address of ['awx.example.org', 'https://awx.example.org/#/home', 'https://awx.example.org/api/v2/me/']) {
      assert.deepEqual(define({ address }), ['awx', 'https://awx.example.org', 'none', 'write', 'none', 'password']);
    }
    const below = define({ address: 'https://example.org/awx/', scope: 'read' });
    assert.deepEqual(below.slice(1, 4), ['https://example.org/awx', 'none', 'read']);
  });

  it('takes an application, with a secret or without', () => {
    const address = 'https://awx.example.org';
    assert.deepEqual(define({ address, client_id: 'x' }).slice(2), ['x', 'write', 'none', null]);
    const confidential = define({ address, client_id: 'x', client_type: 'confidential' });
    assert.deepEqual(confidential.slice(2), ['x', 'write', 'client_secret_basic', null]);
    assert.throws(() => define({ address, client_type: 'confidential' }), {
      code: 'bad_request',
      message: /client_id/,
    });
    assert.throws(() => define({ address: 'https://' }), { code: 'bad_request' });
  });
});
