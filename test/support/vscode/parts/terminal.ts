/** The integrated terminal, with bash in it. */

import type { Page } from 'playwright-core';
import type { Palette } from './palette.ts';

export class Terminal {
  readonly #page: Page;
  readonly #palette: Palette;

  constructor(page: Page, palette: Palette) {
    this.#page = page;
    this.#palette = palette;
  }

  /** A new one. Resolves once it takes input. */
  async open(): Promise<void> {
    await this.#palette.run('Terminal: Create New Terminal');
    // The end of bash's prompt.
    await this.#shows(/[#$]/);
  }

  /** Runs a line in it and resolves with what it printed, once it is back at the prompt. */
  async run(line: string): Promise<string> {
    await this.#page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    const mark = `end-${Math.random().toString(36).slice(2)}`;
    // The line itself must not look like the mark that it prints.
    await this.#page.keyboard.type(`clear; ${line}; echo ${mark.slice(0, 4)}''${mark.slice(4)}\n`);
    const text = await this.#shows(mark);
    return text.slice(0, text.indexOf(mark)).trim();
  }

  async #shows(what: string | RegExp): Promise<string> {
    const rows = this.#page.locator('.terminal-wrapper.active .xterm-rows');
    await rows.filter({ hasText: what }).waitFor();
    return rows.innerText();
  }
}
