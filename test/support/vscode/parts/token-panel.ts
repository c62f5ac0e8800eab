/** "Tokenwell: Manage Tokens", as people see it. */

import axe from 'axe-core';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Window } from '../window.ts';

export class TokenPanel {
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
  }

  get #content(): FrameLocator {
    return this.#window.webview.content;
  }

  button(name: string | RegExp): Locator {
    return this.#content.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** By how its label begins. */
  field(label: string): Locator {
    return this.#content.getByRole('textbox', { name: new RegExp(`^${label}`) });
  }

  text(words: string | RegExp): Locator {
    return this.#content.getByText(words);
  }

  /** Of whatever table is shown. */
  row(words: string | RegExp): Locator {
    return this.#content.getByRole('row').filter({ hasText: words });
  }

  /** What is to be typed at the server. */
  code(): Promise<string> {
    return this.#content.locator('.code code').innerText();
  }

  html(): Promise<string> {
    return this.#content.locator('html').evaluate((page) => page.outerHTML);
  }

  /** Of the rules of accessibility that axe knows: each with the elements that break it. */
  async violations(): Promise<string[]> {
    const frame = await this.#window.webview.frame();
    await frame.evaluate(axe.source);
    const results = (await frame.evaluate('axe.run(document)')) as axe.AxeResults;
    if (results.passes.length === 0) throw new Error('axe found nothing to look at.');
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }
}

/** Opens it, and resolves once the tokens are there. */
export async function panelOf(window: Window): Promise<TokenPanel> {
  await window.palette.run('Tokenwell: Manage Tokens');
  const panel = new TokenPanel(window);
  await panel
    .button(/^New |^Sign In|^Retry/)
    .first()
    .waitFor();
  return panel;
}
