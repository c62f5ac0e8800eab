import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../daemon/log.ts';
import { ClientKeys, keyId } from '../../../daemon/server/client-keys.ts';

describe('client keys', () => {
  let home: string;
  let directory: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'tokenwell-keys-'));
    directory = join(home, 'keys');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const open = () => new ClientKeys(directory, silentLog);
  const modeOf = (path: string) => lstatSync(path).mode & 0o777;

  it('are 256 random bits in files that only the owner can read', () => {
    const keys = open();
    const key = readFileSync(keys.defaultKeyFile, 'utf8');
    assert.match(key, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(modeOf(directory), 0o700);
    assert.equal(modeOf(keys.defaultKeyFile), 0o600);
    assert.equal(modeOf(keys.ofWorkspace('/p').key_file), 0o600);
  });

  it('are known across starts of the daemon', () => {
    const key = readFileSync(open().defaultKeyFile, 'utf8');
    const workspace = open().ofWorkspace('/p');
    const keys = open();
    assert.ok(keys.knows(key));
    assert.equal(readFileSync(keys.defaultKeyFile, 'utf8'), key);
    assert.deepEqual(keys.ofWorkspace('/p'), workspace);
  });

  it('are told from everything else', () => {
    const keys = open();
    const key = readFileSync(keys.defaultKeyFile, 'utf8');
    for (const other of ['', key.slice(1), `${key}A`, key.toUpperCase(), keyId(key)])
      assert.equal(keys.knows(other), false);
  });

  it('are another one for each workspace', () => {
    const keys = open();
    assert.notEqual(keys.ofWorkspace('/p').key_id, keys.ofWorkspace('/q').key_id);
    assert.notEqual(keys.ofWorkspace('/p').key_file, keys.ofWorkspace('/q').key_file);
  });

  it('are made anew when others could have read them, and the old ones open nothing', () => {
    const before = readFileSync(open().defaultKeyFile, 'utf8');
    chmodSync(join(directory, 'default.key'), 0o644);
    const keys = open();
    assert.equal(keys.knows(before), false);
    assert.ok(keys.knows(readFileSync(keys.defaultKeyFile, 'utf8')));
    assert.equal(modeOf(keys.defaultKeyFile), 0o600);
  });

  it('are not read through links, nor from damaged files', () => {
    const { defaultKeyFile } = open();
    const planted = join(home, 'planted');
    writeFileSync(planted, 'A'.repeat(43), { mode: 0o600 });
    symlinkSync(planted, join(directory, 'linked.key'));
    writeFileSync(defaultKeyFile, '', { mode: 0o600 });
    const keys = open();
    assert.equal(keys.knows('A'.repeat(43)), false);
    assert.equal(keys.knows(''), false);
    assert.match(readFileSync(defaultKeyFile, 'utf8'), /^[A-Za-z0-9_-]{43}$/);
  });

  it('come back when the file was removed under the daemon', () => {
    const keys = open();
    const first = keys.ofWorkspace('/p');
    rmSync(first.key_file);
    const second = keys.ofWorkspace('/p');
    assert.notEqual(second.key_id, first.key_id);
    assert.ok(keys.knows(readFileSync(second.key_file, 'utf8')));
    assert.equal(keys.find(first.key_id), undefined);
  });
});
