/** VS Code's own menu of accounts, at the foot of the activity bar. */

import type { Locator, Page } from 'playwright-core';

export class AccountsMenu {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #menu(): Locator {
    return this.#page.locator('.monaco-menu');
  }

  async open(): Promise<void> {
    await this.#page.locator('.activitybar').getByRole('button', { name: 'Accounts' }).click();
    await this.#menu.first().waitFor();
  }

  /** What it offers, `alice · lab (Tokenwell)` among it. */
  async entries(): Promise<string[]> {
    const texts = await this.#menu.first().locator('.action-label').allInnerTexts();
    return texts.map((text) => text.trim()).filter(Boolean);
  }

  async choose(entry: string | RegExp): Promise<void> {
    await this.#menu.locator('.action-label').filter({ hasText: entry }).first().click();
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }
}
