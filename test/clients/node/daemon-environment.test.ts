import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { daemonEnvironment, environmentToOffer } from '../../../clients/node/daemon-environment.ts';
import { findPaths } from '../../../daemon/paths.ts';

describe('the environment that a daemon starts with', () => {
  it('has what names its user and its directories, and nothing else', () => {
    const kept = { HOME: '/home/alice', USER: 'alice', XDG_RUNTIME_DIR: '/run/user/1000', TOKENWELL_HOME: '/tmp/t' };
    const dropped = {
      NODE_OPTIONS: '--inspect',
      HTTPS_PROXY: 'http://proxy',
      NODE_EXTRA_CA_CERTS: '/tmp/ca.pem',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/bus',
      AWS_SECRET_ACCESS_KEY: 'canary-key',
      LD_PRELOAD: '/tmp/x.so',
      TOKENWELL_SOCKET: '/tmp/socket',
      TOKENWELL_STORE: '',
    };
    const { PATH, ...rest } = daemonEnvironment({ ...kept, ...dropped, PATH: '/tmp/evil:/usr/bin' }, 'linux');
    assert.deepEqual(rest, kept);
    assert.equal(PATH, '/usr/bin:/bin:/usr/sbin:/sbin');
  });

  it('names folders so that they mean the same from everywhere', () => {
    const { TOKENWELL_HOME } = daemonEnvironment({ TOKENWELL_HOME: 'demo' }, 'linux');
    assert.equal(TOKENWELL_HOME, resolve('demo'));
    assert.equal(findPaths({ TOKENWELL_HOME: 'demo' }).state, resolve('demo/state'));
  });

  it('has on Windows what programs cannot start without', () => {
    const given = { SystemRoot: 'D:\\Windows', LOCALAPPDATA: 'C:\\Users\\alice\\AppData\\Local', HOME: '/home/alice' };
    assert.deepEqual(daemonEnvironment(given, 'win32'), {
      SystemRoot: 'D:\\Windows',
      LOCALAPPDATA: 'C:\\Users\\alice\\AppData\\Local',
      PATH: 'D:\\Windows\\System32',
    });
  });
});

describe('what a program offers to the daemon', () => {
  it('is the proxy, the certificates and the way to the keyring', () => {
    const environment = {
      https_proxy: 'http://proxy:3128',
      NO_PROXY: '.lan',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/b',
    };
    assert.deepEqual(environmentToOffer({ ...environment, HTTP_PROXY: 'http://other', NODE_EXTRA_CA_CERTS: '' }), {
      https_proxy: 'http://proxy:3128',
      no_proxy: '.lan',
      dbus_session_bus_address: 'unix:path=/b',
    });
  });

  it('is nothing where it has none of it', () => {
    assert.equal(environmentToOffer({ HOME: '/home/alice' }), null);
  });
});
