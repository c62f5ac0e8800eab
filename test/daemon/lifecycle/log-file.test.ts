import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLogFile } from '../../../daemon/lifecycle/log-file.ts';
import { freshHome } from '../../support/daemon.ts';

describe('the log file', () => {
  let home: string;
  let logs: string;

  beforeEach(() => {
    home = freshHome();
    logs = join(home, 'logs');
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('holds one JSON object a line and is for the owner alone', () => {
    openLogFile(logs).info({ port: 4711 }, 'the daemon serves');
    const { level, port, msg, pid } = JSON.parse(read('daemon.log'));
    assert.deepEqual(
      { level, port, msg, pid },
      { level: 'info', port: 4711, msg: 'the daemon serves', pid: process.pid },
    );
    assert.equal(statSync(join(logs, 'daemon.log')).mode & 0o777, 0o600);
    assert.equal(statSync(logs).mode & 0o777, 0o700);
  });

  it('never grows beyond its size, and keeps the youngest files', () => {
    const log = openLogFile(logs, { largest: 1_000, kept: 3 });
    for (let number = 0; number < 200; number++) log.info({ number }, 'a line');
    assert.deepEqual(readdirSync(logs).sort(), ['daemon.log', 'daemon.log.1', 'daemon.log.2']);
    for (const name of readdirSync(logs)) assert.ok(statSync(join(logs, name)).size <= 1_000, name);
    const lines = `${read('daemon.log.2')}${read('daemon.log.1')}${read('daemon.log')}`.trim().split('\n');
    const numbers = lines.map((line) => JSON.parse(line).number);
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => 200 - numbers.length + index),
    );
  });

  it('goes on in the file of the last start', () => {
    openLogFile(logs).info({}, 'before');
    openLogFile(logs).info({}, 'after');
    assert.deepEqual(messages(), ['before', 'after']);
  });

  it('follows the level', () => {
    const log = openLogFile(logs);
    log.debug({}, 'too much');
    log.setLevel('debug');
    log.debug({}, 'wanted');
    assert.deepEqual(messages(), ['wanted']);
  });

  it('writes of an error its words, and nothing that a library hung on it', () => {
    const error = Object.assign(new Error('it failed', { cause: new Error('because') }), {
      code: 'EFAIL',
      body: { refresh_token: 'canary-refresh' },
    });
    openLogFile(logs).error({ err: error }, 'oh');
    const line = JSON.parse(read('daemon.log'));
    assert.deepEqual([line.err.message, line.err.code, line.err.cause.message], ['it failed', 'EFAIL', 'because']);
    assert.doesNotMatch(read('daemon.log'), /canary/);
  });

  it('strikes out secrets that came in all the same', () => {
    openLogFile(logs).error({ text: 'refresh_token=canary-refresh&x=1' }, 'Authorization: Bearer canary-bearer');
    assert.doesNotMatch(read('daemon.log'), /canary/);
  });

  it('does not end its owner when it cannot be written', () => {
    mkdirSync(logs);
    writeFileSync(join(logs, 'a file'), '');
    const log = openLogFile(join(logs, 'a file', 'logs'));
    assert.doesNotThrow(() => log.info({}, 'unheard'));
  });

  function read(name: string): string {
    return readFileSync(join(logs, name), 'utf8');
  }

  function messages(): string[] {
    const lines = read('daemon.log').trim().split('\n');
    return lines.map((line) => JSON.parse(line).msg);
  }
});
