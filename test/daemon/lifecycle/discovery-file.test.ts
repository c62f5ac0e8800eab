import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { discovery as schema } from '../../../daemon/api.ts';
import { removeDiscovery, startIdIn, writeDiscovery } from '../../../daemon/lifecycle/discovery-file.ts';
import { findPaths, type Paths } from '../../../daemon/paths.ts';
import { freshHome } from '../../support/daemon.ts';

const discovery = {
  socket: '/run/user/1000/tokenwell/daemon.sock',
  url: 'http://127.0.0.1:4711',
  port: 4711,
  pid: 42,
  version: '0.1.0',
  start_id: 'first',
  key_file: '/home/alice/.local/state/tokenwell/keys/default.key',
  host: 'laptop',
};

describe('the discovery file', () => {
  let home: string;
  let paths: Paths;

  beforeEach(() => {
    home = freshHome();
    paths = findPaths({ TOKENWELL_HOME: home });
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('lies in the runtime and in the state directory, for the owner alone, and nothing beside it', () => {
    writeDiscovery(paths, discovery);
    for (const file of [paths.discovery, paths.discoveryCopy]) {
      assert.deepEqual(schema.parse(JSON.parse(readFileSync(file, 'utf8'))), discovery);
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
    assert.equal(statSync(paths.runtime).mode & 0o777, 0o700);
    assert.deepEqual([readdirSync(paths.runtime), readdirSync(paths.state)], [['daemon.json'], ['daemon.json']]);
  });

  it('is removed by its writer', () => {
    writeDiscovery(paths, discovery);
    removeDiscovery(paths, 'first');
    assert.deepEqual([existsSync(paths.discovery), existsSync(paths.discoveryCopy)], [false, false]);
  });

  it('stays when a successor has written it anew', () => {
    writeDiscovery(paths, { ...discovery, start_id: 'second' });
    removeDiscovery(paths, 'first');
    assert.deepEqual([startIdIn(paths.discovery), startIdIn(paths.discoveryCopy)], ['second', 'second']);
  });

  it('names no start when it is damaged or not there', () => {
    assert.equal(startIdIn(paths.discovery), null);
    writeDiscovery(paths, discovery);
    writeFileSync(paths.discovery, '{"start_id":');
    assert.equal(startIdIn(paths.discovery), null);
  });
});
