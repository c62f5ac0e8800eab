/** What is open in the middle of the window, a text or the cells of a notebook, and the output below it. */

import type { Page } from 'playwright-core';

export class Editor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Resolves once this is in a text, or in a cell. */
  shows(text: string): Promise<void> {
    // A notebook lies over the editors, not in them.
    return this.#has('.part.editor, .notebookOverlay', text);
  }

  /** Resolves once this is in the output. */
  outputShows(text: string): Promise<void> {
    return this.#has('.part.panel', text);
  }

  /** By the cross on its tab. Resolves once it is gone. */
  async close(title: string): Promise<void> {
    const tab = this.#page.locator('.tab', { hasText: title });
    await tab.hover();
    await tab.locator('.tab-actions .action-label').click();
    await tab.waitFor({ state: 'detached' });
  }

  async #has(part: string, text: string): Promise<void> {
    // VS Code draws spaces that do not break a line.
    const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s'));
    await this.#page.locator(part).filter({ hasText: pattern }).first().waitFor();
  }
}
