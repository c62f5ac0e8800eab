import assert from 'node:assert/strict';
import { systems } from '../../../../daemon/providers/oidc/systems.ts';
import { Systems } from '../../../../daemon/providers/systems.ts';

const all = new Systems(new Map([['oidc', { systems } as never]]));
const short = ({ name, definition, flow }: ReturnType<Systems['define']>) => {
  const { issuer, client_id, scope } = definition;
  return { name, issuer, client_id, scope, flow };
};

describe('systems that are known by name', () => {
  it('make a Keycloak realm of its address, however that is pasted', () => {
    const values = { realm: 'Lab Realm', client_id: 'cli' };
    const expected = {
      name: 'lab-realm',
      issuer: 'https://auth.example.org/auth/realms/Lab%20Realm',
      client_id: 'cli',
      scope: 'openid offline_access',
      flow: null,
    };
    for (const address of [
      'https://auth.example.org/auth',
      'https://auth.example.org/auth/',
      'auth.example.org/auth/realms/other',
      'https://auth.example.org/auth/admin/master/console/',
    ]) {
      assert.deepEqual(short(all.define('keycloak', { ...values, address })), expected);
    }
  });

  it('make a Provena profile for work, and one with an offline token for unattended work', () => {
    const values = { domain: 'provena.example.org', realm: 'provena' };
    assert.deepEqual(short(all.define('provena', values)), {
      name: 'provena',
      issuer: 'https://auth.provena.example.org/auth/realms/provena',
      client_id: 'client-tools',
      scope: 'openid',
      flow: 'device',
    });
    assert.deepEqual(short(all.define('provena', { ...values, use: 'unattended', stage: 'TEST' })), {
      name: 'provena-test-offline',
      issuer: 'https://auth.provena.example.org/auth/realms/provena',
      client_id: 'automated-access',
      scope: 'openid offline_access',
      flow: 'device',
    });
  });

  it('say what is missing, wrong or unknown', () => {
    assert.throws(() => all.define('provena', { domain: 'x' }), /Realm \(realm\) is needed/);
    assert.throws(
      () => all.define('provena', { domain: 'a b/', realm: 'x' }),
      /must be one like provena\.example\.org/,
    );
    assert.throws(
      () => all.define('provena', { domain: 'x', realm: 'x', use: 'fun' }),
      /must be one of: work, unattended/,
    );
    assert.throws(
      () => all.define('kerberos', {}),
      /There is no system called "kerberos"; there are: keycloak, provena/,
    );
  });
});
