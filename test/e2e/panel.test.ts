import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { panelOf, type TokenPanel } from '../support/vscode/parts/token-panel.ts';
import type { Window } from '../support/vscode.ts';
import { useLab } from './lab.ts';

describe('the panel', () => {
  const lab = useLab({ settings: { 'tokenwell.clearClipboardAfter': 5 } });
  const { vscode } = lab;

  async function open(as = 'alice'): Promise<{ window: Window; panel: TokenPanel; account: string }> {
    const { id: account } = await lab.signedIn(as);
    const window = await vscode.openWindow();
    return { window, panel: await panelOf(window), account };
  }

  /** By clicks, until its value is offered. */
  async function create(panel: TokenPanel, description = 'nightly job'): Promise<void> {
    await panel.button('New offline token').click();
    await panel.field('Description').fill(description);
    await panel.button('Continue to the Sign-in').click();
    await lab.server.approve(await panel.code(), { as: 'alice' });
    await panel.text('It will not be shown again.').waitFor();
  }

  it('makes an offline token, whose value is seen once', async () => {
    const { window, panel } = await open();
    await create(panel);
    await window.picture('panel-new-value');
    await panel.button('Copy').click();
    const value = await window.clipboard.until((text) => text.length > 20);
    assert.ok(!(await panel.html()).includes(value));
    await panel.button('Reveal').click();
    await panel.text(value).waitFor();
    await window.clipboard.until((text) => text === '');
    await window.reload();
    const again = await panelOf(window);
    await again.row('nightly job').waitFor();
    await window.picture('panel');
    assert.ok(!(await again.html()).includes(value));
    assert.equal(await again.text('It will not be shown again.').count(), 0);
    assert.ok(!readFileSync(vscode.paths.database).includes(value));
  });

  it('breaks no rule of accessibility, light and dark', async () => {
    const { window, panel } = await open();
    await create(panel);
    for (const colorScheme of ['dark', 'light'] as const) {
      await window.page.emulateMedia({ colorScheme });
      assert.deepEqual(await panel.violations(), []);
    }
    await panel.button('Done').click();
    await panel.button('New offline token').click();
    await panel.field('Description').waitFor();
    assert.deepEqual(await panel.violations(), []);
  });
});
