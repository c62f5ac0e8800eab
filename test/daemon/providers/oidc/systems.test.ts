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
      /There is no system called "kerberos"; there are: keycloak, provena, oauth2/,
    );
  });
});

describe('an OAuth 2.0 server without discovery', () => {
  const values = { address: 'forge.example.org', token_endpoint: '/oauth/token', client_id: 'cli' };
  const device = { device_authorization_endpoint: '/oauth/device' };

  it('is made of its endpoints, which may be paths or addresses', () => {
    const given = { ...values, ...device, userinfo_endpoint: 'https://api.example.org/user', scope: 'read_user' };
    const { name, definition } = all.define('oauth2', given);
    assert.deepEqual(
      [name, definition.issuer, definition.scope, definition.endpoints],
      [
        ...['forge', 'https://forge.example.org', 'read_user'],
        {
          token: 'https://forge.example.org/oauth/token',
          device_authorization: 'https://forge.example.org/oauth/device',
          userinfo: 'https://api.example.org/user',
        },
      ],
    );
  });

  it('leaves the scope to the server where none is named, and its secret to the sign-in', () => {
    const { definition } = all.define('oauth2', { ...values, ...device, client_type: 'client_secret_post' });
    assert.deepEqual([definition.scope, definition.token_endpoint_auth_method], ['', 'client_secret_post']);
  });

  it('says what is missing or unsafe', () => {
    assert.throws(() => all.define('oauth2', values), /needs the device authorization endpoint.*or the authorization/);
    assert.throws(
      () => all.define('oauth2', { ...values, token_endpoint: 'http://forge.example.org/token', ...device }),
      /The token endpoint at forge\.example\.org is not https/,
    );
    assert.throws(() => all.define('oauth2', { ...values, token_endpoint: '' }), /Token endpoint .* is needed/);
  });
});
