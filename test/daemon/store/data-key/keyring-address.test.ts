import assert from 'node:assert/strict';
import { keyringEnvironment } from '../../../../daemon/store/data-key/keyring-address.ts';

describe('the address of the keyring', () => {
  const own = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/own' };

  it('is the offered one, else the own one', () => {
    assert.equal(
      keyringEnvironment('unix:path=/offered', own, 'linux')?.DBUS_SESSION_BUS_ADDRESS,
      'unix:path=/offered',
    );
    assert.equal(keyringEnvironment(undefined, own, 'linux')?.DBUS_SESSION_BUS_ADDRESS, 'unix:path=/own');
  });

  it('is none where no bus is found, so that no library starts one', () => {
    assert.equal(keyringEnvironment(undefined, { XDG_RUNTIME_DIR: '/nowhere' }, 'linux'), null);
  });

  it('is not needed on other systems', () => {
    assert.deepEqual(keyringEnvironment(undefined, { HOME: '/h', NODE_OPTIONS: '--inspect' }, 'darwin'), {
      HOME: '/h',
    });
  });
});
