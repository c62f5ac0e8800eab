/** The clipboard of the person's own computer, which is the browser's. */

import type { Page } from 'playwright-core';

export class Clipboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  read(): Promise<string> {
    return this.#page.evaluate('navigator.clipboard.readText()');
  }

  async write(text: string): Promise<void> {
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Resolves once it holds what `fits`. */
  async until(fits: (text: string) => boolean): Promise<string> {
    for (;;) {
      const text = await this.read();
      if (fits(text)) return text;
      await this.#page.waitForTimeout(50);
    }
  }
}
