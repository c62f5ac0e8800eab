/** Tokenwell's item in the status bar. */

import type { Locator, Page } from 'playwright-core';
import { iconsIn } from './icons.ts';

export class StatusBar {
  readonly #item: Locator;

  constructor(page: Page) {
    this.#item = page.locator('[id="tokenwell.tokenwell.status"]');
  }

  async shown(): Promise<void> {
    await this.#item.locator('a').waitFor();
  }

  /** Without its icon. */
  async text(): Promise<string> {
    return (await this.#item.innerText()).trim();
  }

  /** Resolves once it shows this. */
  async shows(text: string | RegExp): Promise<void> {
    await this.#item.filter({ hasText: text }).waitFor();
  }

  /** Names of its codicons, e.g. `key`. */
  icons(): Promise<string[]> {
    return iconsIn(this.#item);
  }

  /** What screen readers say, which is the text and the tooltip. */
  async label(): Promise<string> {
    return (await this.#item.locator('a').getAttribute('aria-label')) ?? '';
  }

  async click(): Promise<void> {
    await this.#item.locator('a').click();
  }

  async hover(): Promise<void> {
    await this.#item.locator('a').hover();
  }
}
