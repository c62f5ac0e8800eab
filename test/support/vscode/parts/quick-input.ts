/** The box at the top of the window: a list to choose from, or a line to type. */

import type { Locator, Page } from 'playwright-core';
import { iconsIn } from './icons.ts';

const visible = '.quick-input-widget:not([style*="display: none"])';

class QuickInput {
  protected readonly page: Page;
  protected readonly widget: Locator;

  constructor(page: Page) {
    this.page = page;
    this.widget = page.locator(visible);
  }

  get #field(): Locator {
    return this.widget.locator('.quick-input-filter input, .quick-input-box input').first();
  }

  async shown(): Promise<void> {
    await this.widget.waitFor();
  }

  async gone(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  title(): Promise<string> {
    return this.widget.locator('.quick-input-title').innerText();
  }

  async placeHolder(): Promise<string> {
    return (await this.#field.getAttribute('placeholder')) ?? '';
  }

  /** Whether what is typed is shown as dots. */
  async isHidden(): Promise<boolean> {
    return (await this.#field.getAttribute('type')) === 'password';
  }

  value(): Promise<string> {
    return this.#field.inputValue();
  }

  /** Replaces what is in the line. */
  async type(text: string): Promise<void> {
    await this.#field.fill(text);
  }

  /** Enter. */
  async accept(): Promise<void> {
    await this.#field.press('Enter');
  }

  /** Escape. */
  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.gone();
  }
}

export class QuickPick extends QuickInput {
  get #rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Resolves once this is asked. */
  async asks(placeHolder: string): Promise<void> {
    await this.widget.locator(`input[placeholder="${placeHolder}"]`).waitFor();
  }

  /** The labels of all entries that are shown. */
  async labels(): Promise<string[]> {
    await this.#rows.first().waitFor();
    return (await this.#rows.locator('.quick-input-list-rows > :first-child .label-name').allInnerTexts()).map(
      (label) => label.trim(),
    );
  }

  /** All that is written in each entry that is shown. */
  async entries(): Promise<string[]> {
    await this.#rows.first().waitFor();
    return (await this.#rows.allInnerTexts()).map((entry) => entry.replace(/\s+/g, ' ').trim());
  }

  /** Names of all codicons in the list. */
  icons(): Promise<string[]> {
    return iconsIn(this.#rows);
  }

  /** The first entry that has this text. */
  async choose(text: string | RegExp): Promise<void> {
    await this.#rows.filter({ hasText: text }).first().click();
  }
}

export class InputBox extends QuickInput {
  /** Resolves once this is asked; VS Code adds how to go on. */
  async asks(prompt: string | RegExp): Promise<void> {
    await this.widget.locator('.quick-input-message').filter({ hasText: prompt }).waitFor();
  }

  /** The prompt, or what is wrong with the line. */
  message(): Promise<string> {
    return this.widget.locator('.quick-input-message').innerText();
  }

  /** Waits for the question, answers it. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    await this.asks(prompt);
    await this.type(text);
    await this.accept();
  }
}
