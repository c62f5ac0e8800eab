import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sharedBrowser } from '../support/vscode/browser.ts';
import { Window } from '../support/vscode/window.ts';

describe('`npm run vscode`', () => {
  let running: ChildProcess;
  // By its own way out, which ends all that it started.
  afterEach(async () => {
    if (running.exitCode !== null) return;
    running.kill('SIGINT');
    await once(running, 'exit');
  });

  it('opens a VS Code to sign in with, and leaves nothing behind', async () => {
    running = spawn(process.execPath, [join(import.meta.dirname, '../../scripts/vscode/main.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = new URL(await printed(running, /^Open (\S+)$/m));
    const context = await (await sharedBrowser()).newContext();
    const folder = address.searchParams.get('folder') ?? '';
    const window = await Window.open(context, address.origin, folder);
    await window.explorer.open('measurements.ipynb');
    await window.statusBar.click();
    await window.quickPick.choose('demo');
    const page = await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await page.getByRole('button', { name: 'Approve' }).click();
    await window.statusBar.shows('alice · demo');
    await window.terminal.open();
    const said = window.terminal.run('./who-am-i.sh');
    await window.modal.click('Allow for This Workspace');
    assert.match(await said, /"sub":"alice"/);

    running.kill('SIGINT');
    const [code] = await once(running, 'exit');
    await context.close();
    assert.equal(code, 0);
    assert.equal(existsSync(dirname(folder)), false);
    await assert.rejects(fetch(address.origin));
  });
});

/** Resolves with what the pattern's group matches in its output. */
function printed({ stdout }: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    stdout?.on('data', (chunk: Buffer) => {
      text += chunk;
      const found = pattern.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
}
