import assert from 'node:assert/strict';
import { Systems } from '../../../../daemon/providers/systems.ts';
import { systems } from '../../../../daemon/providers/tapis3/systems.ts';

const all = new Systems(new Map([['tapis3', { systems } as never]]));

describe('Tapis v3 by name', () => {
  it('needs nothing but its address, which is TACC’s where none is given', () => {
    const { name, definition, flow } = all.define('tapis3', {});
    const { provider, issuer, client_id, scope } = definition;
    assert.deepEqual(
      [name, flow, provider, issuer, client_id, scope],
      [...['tapis3', 'password', 'tapis3', 'https://tacc.tapis.io', 'none', '']],
    );
    assert.equal(
      all.define('tapis3', { address: 'designsafe.tapis.io/v3/systems' }).definition.issuer,
      'https://designsafe.tapis.io',
    );
    assert.throws(() => all.define('tapis3', { address: 'https://' }), /must be one like/);
  });

  it('is signed in at with a code where there is a client', () => {
    const { definition, flow } = all.define('tapis3', { client_id: 'portal', client_key: 'asked' });
    assert.deepEqual(
      [flow, definition.client_id, definition.token_endpoint_auth_method],
      ['device', 'portal', 'client_secret_basic'],
    );
    assert.throws(() => all.define('tapis3', { client_key: 'asked' }), /Only a client has a key/);
  });
});
