/** A dialog in the middle of the window, which must be answered first. */

import type { Locator, Page } from 'playwright-core';

export class Modal {
  readonly #page: Page;
  readonly #box: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#box = page.locator('.monaco-dialog-box');
  }

  /** Resolves once a dialog with this text is there. */
  async asks(text: string | RegExp): Promise<void> {
    await this.#box.filter({ hasText: text }).waitFor();
  }

  async gone(): Promise<void> {
    await this.#box.waitFor({ state: 'hidden' });
  }

  title(): Promise<string> {
    return this.#box.locator('.dialog-message-text').innerText();
  }

  detail(): Promise<string> {
    return this.#box.locator('.dialog-message-detail').innerText();
  }

  async buttons(): Promise<string[]> {
    const names = await this.#box.locator('.dialog-buttons').getByRole('button').allInnerTexts();
    return names.map((name) => name.trim()).filter(Boolean);
  }

  /** Addresses of all links in it. */
  links(): Promise<string[]> {
    return this.#box.locator('a[href]').evaluateAll((links) => links.map((link) => String(link.getAttribute('href'))));
  }

  async click(button: string): Promise<void> {
    // This very dialog: the next one may be there at once.
    const dialog = await this.#box.elementHandle();
    await this.#box.getByRole('button', { name: button, exact: true }).click();
    await dialog?.waitForElementState('hidden');
  }

  /** Escape. */
  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.gone();
  }
}
