import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { grantDraft, StateFolder } from '../support/state-folder.ts';

const writer = new URL('../support/write-under-limits.ts', import.meta.url).pathname;

describe('a disk that takes no more', () => {
  let folder: StateFolder;
  let grant: string;
  beforeEach(async () => {
    folder = new StateFolder();
    grant = (await folder.with('keyfile', (state) => state.grants.create(grantDraft()))).id;
  });
  afterEach(() => folder.dispose());

  /** Runs the writer under a command that limits it; returns its report. */
  function report(...limits: string[]): Record<string, unknown> {
    const [command = '', ...parameters] = [...limits, process.execPath, writer, grant];
    const output = execFileSync(command, parameters, {
      env: { ...process.env, TOKENWELL_HOME: folder.home },
      encoding: 'utf8',
    });
    return JSON.parse(output);
  }

  async function assertUnharmed(): Promise<void> {
    await folder.with('keyfile', async (state) => {
      assert.equal((await state.grants.read(grant))?.grant.refreshToken, 'canary-refresh-1');
      assert.equal(state.grants.count(), 1);
    });
  }

  it('changes nothing, says so, and is written to again once it does', async () => {
    // The kernel refuses each write beyond the file's present size, as on a full disk.
    const size = statSync(folder.paths.database).size;
    const { large, small, after } = report('prlimit', `--fsize=${size}`);
    assert.match(String(large), /^store_unavailable: .*Nothing was changed/);
    assert.equal(small, 'kept');
    assert.deepEqual(after, { generation: 2, refreshToken: 'canary-small', grants: 1 });
  });

  it('is told from a disk that may not be written to', async () => {
    const before = readFileSync(folder.paths.database);
    rmSync(`${folder.paths.database}-journal`, { force: true });
    chmodSync(folder.paths.state, 0o500);
    // Root is bound by permissions only without its capabilities.
    const asOrdinaryUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : ['env'];
    const { refused } = report(...asOrdinaryUser);
    chmodSync(folder.paths.state, 0o700);
    assert.match(String(refused), /^store_unavailable: .*(cannot be opened for writing|cannot be read or written)/);
    assert.deepEqual(readFileSync(folder.paths.database), before);
    await assertUnharmed();
  });
});
