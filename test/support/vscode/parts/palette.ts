/** The command palette. */

import type { Page } from 'playwright-core';
import { QuickPick } from './quick-input.ts';

export class Palette {
  readonly #page: Page;
  readonly #list: QuickPick;

  constructor(page: Page) {
    this.#page = page;
    this.#list = new QuickPick(page);
  }

  /** By the title that people read, category included: `Tokenwell: Sign In`. */
  async run(title: string): Promise<void> {
    await this.#open(title);
    await this.#list.choose(title);
  }

  /** Titles of the commands that a search finds. */
  async find(words: string): Promise<string[]> {
    await this.#open(words);
    const labels = await this.#list.labels();
    await this.#list.cancel();
    return labels;
  }

  async #open(words: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#list.asks('Type the name of a command to run.');
    await this.#list.type(`>${words}`);
  }
}
