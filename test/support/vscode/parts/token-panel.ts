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

  /** One of several things, by how its label begins. */
  choice(label: string): Locator {
    return this.#content.getByRole('combobox', { name: new RegExp(`^${label}`) });
  }

  /** By how its label begins. */
  box(label: string): Locator {
    return this.#content.getByRole('checkbox', { name: new RegExp(`^${label}`) });
  }

  text(words: string | RegExp): Locator {
    return this.#content.locator('#app').getByText(words);
  }

  /** Of whatever table is shown. */
  row(words: string | RegExp): Locator {
    return this.#content.getByRole('row').filter({ hasText: words });
  }

  /** Of an application, by its name. */
  card(name: string | RegExp): Locator {
    return this.#content.getByRole('article', { name, exact: typeof name === 'string' });
  }

  /** What is to be typed at the server. */
  code(): Promise<string> {
    return this.#content.locator('.code code').innerText();
  }

  html(): Promise<string> {
    return this.#content.locator('html').evaluate((page) => page.outerHTML);
  }

  /** Presses Tab until this has the focus, by the key that its page gives it. */
  async tabTo(key: string): Promise<void> {
    const seen: string[] = [];
    while (seen.at(-1) !== key) {
      if (seen.length > 60) throw new Error(`Tab does not come to ${key}; it came to ${seen.join(', ')}.`);
      await this.#window.page.keyboard.press('Tab');
      seen.push(await this.focused());
    }
  }

  /** Key of what has the focus. */
  async focused(): Promise<string> {
    const frame = await this.#window.webview.frame();
    return frame.evaluate("document.activeElement?.getAttribute('data-key') ?? ''");
  }

  /** Resolves once this has it. */
  async focuses(key: string): Promise<void> {
    await this.#content.locator(`[data-key="${key}"]:focus`).waitFor();
  }

  /** How many of these there are. */
  count(selector: string): Promise<number> {
    return this.#content.locator(selector).count();
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

/** Opens it, and resolves once there is what can be done. */
export async function panelOf(window: Window, action = /^New |^Sign In|^Retry/): Promise<TokenPanel> {
  await window.palette.run('Tokenwell: Manage Tokens');
  const panel = new TokenPanel(window);
  await panel.button(action).first().waitFor();
  return panel;
}
