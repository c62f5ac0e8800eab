import assert from 'node:assert/strict';
import { Systems } from '../../../../daemon/providers/systems.ts';
import { systems } from '../../../../daemon/providers/tapis/systems.ts';

const all = new Systems(new Map([['tapis', { systems } as never]]));

describe('Tapis by name', () => {
  it('needs nothing but its address, which is TACC’s where none is given', () => {
    const { name, definition, flow } = all.define('tapis', {});
    const { provider, issuer, client_id } = definition;
    assert.deepEqual(
      [name, flow, provider, issuer, client_id],
      [...['tapis', 'password', 'tapis', 'https://api.tacc.utexas.edu', 'tokenwell']],
    );
    assert.equal(all.define('tapis', { address: 'agave.example.org/' }).definition.issuer, 'https://agave.example.org');
    assert.throws(() => all.define('tapis', { address: 'https://' }), /must be one like/);
  });
});
