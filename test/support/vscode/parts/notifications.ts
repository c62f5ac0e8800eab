/** The messages in the lower right corner. */

import type { Locator, Page } from 'playwright-core';

export class Notifications {
  readonly #toasts: Locator;
  readonly #progress: Locator;

  constructor(page: Page) {
    this.#toasts = page.locator('.notification-toast');
    this.#progress = page.locator('.monaco-progress-container.active');
  }

  /** Resolves once there is a message with this text. */
  async tell(text: string | RegExp): Promise<void> {
    await this.#with(text).waitFor();
  }

  /** Resolves once there is none with this text. */
  async gone(text: string | RegExp): Promise<void> {
    await this.#with(text).waitFor({ state: 'hidden' });
  }

  /** Resolves once none shows progress: VS Code takes such a message away only a while after its work is done. */
  async workDone(): Promise<void> {
    await this.#toasts.filter({ has: this.#progress }).first().waitFor({ state: 'hidden' });
  }

  texts(): Promise<string[]> {
    return this.#toasts.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Addresses of all links in the messages. */
  links(): Promise<string[]> {
    const links = this.#toasts.locator('.notification-list-item-message a');
    return links.evaluateAll((all) => all.map((link) => String(link.getAttribute('href') ?? link.textContent)));
  }

  async click(text: string | RegExp, button: string): Promise<void> {
    await this.#with(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** Closes all of them. */
  async clear(): Promise<void> {
    while ((await this.#toasts.count()) > 0) {
      const toast = this.#toasts.first();
      await toast.hover();
      await toast.locator('.codicon-notifications-clear').click();
    }
  }

  #with(text: string | RegExp): Locator {
    return this.#toasts.filter({ hasText: text }).first();
  }
}
