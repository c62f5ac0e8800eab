import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../../cli/browser.ts';

describe('the browser that is opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-test-'));
  const before = { ...process.env };

  after(() => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no client secret in its environment, where it would stay for as long as it runs', async () => {
    const pipe = join(folder, 'environment');
    const program = join(folder, 'browser');
    execFileSync('mkfifo', [pipe]);
    writeFileSync(program, `#!/bin/sh\nenv > '${pipe}'\n`, { mode: 0o700 });
    process.env = { ...before, BROWSER: program, TOKENWELL_CLIENT_SECRET: 'canary-secret', OTHER: 'kept' };
    assert.equal(openBrowser('https://auth.example.org/'), true);
    const environment = await readFile(pipe, 'utf8');
    // Not the whole of it in a message: it is the environment of whoever runs this.
    assert.deepEqual(environment.match(/^OTHER=.*$|canary/gm), ['OTHER=kept']);
  });
});
