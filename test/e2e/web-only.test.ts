import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';
import { sharedBrowser } from '../support/vscode/browser.ts';
import { startVSCodeWeb, type VSCodeWeb } from '../support/vscode/web.ts';
import { Window } from '../support/vscode/window.ts';

describe('a VS Code in the browser with no machine behind it', () => {
  let vscode: VSCodeWeb;
  let context: BrowserContext;
  before(async function startWeb() {
    this.timeout(60_000);
    vscode = await startVSCodeWeb();
    context = await (await sharedBrowser()).newContext();
  });
  after(async () => {
    await context?.close();
    vscode?.stop();
  });

  it('says that Tokenwell needs a workspace host, until somebody has read it', async () => {
    const window = new Window(await context.newPage());
    await window.page.goto(vscode.origin);
    await window.notifications.tell('Tokenwell needs a workspace host');
    await window.page.reload();
    await window.notifications.tell('Tokenwell needs a workspace host');
    await window.notifications.click('Tokenwell needs a workspace host', 'Got It');
    while (!(await window.remembered()).includes('toldAboutWeb'));

    await window.page.reload();
    await window.page.locator('.statusbar-item').first().waitFor();
    await window.palette.run('Developer: Show Running Extensions');
    await window.page
      .locator('.runtime-extensions-editor .extension', { hasText: 'Tokenwell' })
      .getByText('Activation')
      .waitFor();
    assert.deepEqual(await window.notifications.texts(), []);
  });
});
