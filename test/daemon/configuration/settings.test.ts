import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsFile } from '../../../daemon/configuration/settings.ts';

describe('settings', () => {
  let folder: string;
  let userFile: string;
  let organisationFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-settings-'));
    userFile = join(folder, 'user.json');
    organisationFile = join(folder, 'organisation.json');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => new SettingsFile({ paths: { configFile: userFile, systemConfigFile: organisationFile } });

  it('are the defaults where nobody says anything', () => {
    assert.deepEqual(open().get(), {
      tcp: true,
      keep_session_alive_hours: 12,
      touch_offline_grant_days: 7,
      audit: true,
      exit_after_idle_hours: 12,
      log_level: 'info',
    });
  });

  it('of the user go before those of the organisation', () => {
    writeFileSync(organisationFile, '{"settings": {"tcp": false, "log_level": "debug"}}');
    writeFileSync(userFile, '{"settings": {"log_level": "warn"}}');
    const { tcp, log_level } = open().get();
    assert.deepEqual({ tcp, log_level }, { tcp: false, log_level: 'warn' });
  });

  it('that are wrong are left out, the others hold', () => {
    writeFileSync(userFile, '{"settings": {"tcp": "no", "log_level": "warn"}}');
    const { tcp, log_level } = open().get();
    assert.deepEqual({ tcp, log_level }, { tcp: true, log_level: 'warn' });
  });

  it('stay as they were while the file is broken', () => {
    writeFileSync(userFile, '{"settings": {"tcp": false}}');
    const settings = open();
    assert.equal(settings.get().tcp, false);
    writeFileSync(userFile, '{"settings": {"tcp": false,');
    assert.equal(settings.get().tcp, false);
  });

  it('are changed in place, and taken out with null', async () => {
    writeFileSync(userFile, '{\n  // quiet\n  "settings": { "log_level": "warn" }\n}\n');
    const settings = open();
    assert.equal((await settings.update({ tcp: false, log_level: null })).tcp, false);
    assert.equal(settings.get().log_level, 'info');
    assert.match(readFileSync(userFile, 'utf8'), /\/\/ quiet/);
  });

  it('are all left alone when one of them is wrong', async () => {
    const settings = open();
    await assert.rejects(settings.update({ tcp: false, keep_session_alive_hours: -1 }), { code: 'bad_request' });
    assert.equal(settings.get().tcp, true);
  });

  it('take an offer of the environment only where they are silent', () => {
    const settings = open();
    settings.offer({
      https_proxy: 'http://offered.example.org:3128',
      no_proxy: 'a.example.org',
      extra_ca_certs: '/etc/offered.pem',
    });
    assert.deepEqual(settings.outgoing(), {
      proxy: 'http://offered.example.org:3128',
      noProxy: 'a.example.org',
      certificateAuthorityFiles: ['/etc/offered.pem'],
    });
    writeFileSync(userFile, '{"settings": {"https_proxy": "http://said.example.org:3128", "ca_file": "said.pem"}}');
    assert.deepEqual(settings.outgoing(), {
      proxy: 'http://said.example.org:3128',
      noProxy: null,
      certificateAuthorityFiles: [join(folder, 'said.pem')],
    });
  });

  it('keep the first offer of each kind', () => {
    const settings = open();
    settings.offer({ dbus_session_bus_address: 'unix:path=/run/user/1/bus' });
    settings.offer({ dbus_session_bus_address: 'unix:path=/elsewhere', https_proxy: 'http://late.example.org:3128' });
    assert.equal(settings.dbusSessionBusAddress(), 'unix:path=/run/user/1/bus');
    assert.equal(settings.outgoing().proxy, 'http://late.example.org:3128');
  });

  it('ignore an offer that cannot be used', () => {
    const settings = open();
    settings.offer({ https_proxy: 'not a proxy', extra_ca_certs: 'relative.pem' });
    assert.deepEqual(settings.outgoing(), { proxy: null, noProxy: null, certificateAuthorityFiles: [] });
  });
});
