import assert from 'node:assert/strict';
import { environmentOf, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { runCli, startInTerminal } from './run-cli.ts';

describe('tokenwell store migrate', () => {
  let test: SpawnedDaemon;
  let environment: Record<string, string>;
  beforeEach(async () => {
    test = await spawnTestDaemon();
    environment = environmentOf(test.home);
  });
  afterEach(() => test.close());

  const migrate = (args: string[], input = '') => runCli(['store', 'migrate', ...args], { environment, input });

  it('moves the key, says where it is now, and what became of the old one', async () => {
    const { code, stdout, stderr } = await migrate(['--to', 'passphrase', '--stdin'], 'canary-passphrase\n');
    assert.equal(code, 0);
    assert.match(stdout, /^Store: passphrase, open\n/);
    assert.match(stdout, /The key that keyfile kept opens nothing any more. The key file \S+ is gone\.\n$/);
    assert.match(stderr, /Note: TOKENWELL_STORE is keyfile here; unset it\.\n$/);
    assert.equal((await test.connection.store()).kind, 'passphrase');
  });

  it('asks for a new passphrase twice, without showing it', async () => {
    const asked = startInTerminal(['store', 'migrate', '--to', 'passphrase'], { environment });
    await asked.shows(/New passphrase/);
    asked.type('canary-passphrase\r');
    await asked.shows(/The same again/);
    asked.type('canary-passphrase\r');
    const { code, stdout } = await asked.end();
    assert.equal(code, 0);
    assert.ok(!stdout.includes('canary'));
    assert.equal((await test.connection.store()).kind, 'passphrase');
  });

  it('says plainly that memory is no place to move to, and that only a window takes the key of vscode', async () => {
    const memory = await migrate(['--to', 'memory']);
    assert.equal(memory.code, 1);
    assert.match(memory.stderr, /Nothing can be moved to the store `memory`/);
    const window = await migrate(['--to', 'vscode']);
    assert.equal(window.code, 2);
    assert.match(window.stderr, /Only a window of VS Code can take the key/);
    assert.equal((await test.connection.store()).kind, 'keyfile');
  });
});
