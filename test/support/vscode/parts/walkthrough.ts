/** "Get started with Tokenwell", in an editor of VS Code's own. */

import type { Locator, Page } from 'playwright-core';
import type { Palette } from './palette.ts';

export class Walkthrough {
  readonly #content: Locator;
  readonly #palette: Palette;

  constructor(page: Page, palette: Palette) {
    this.#content = page.locator('.gettingStartedContainer');
    this.#palette = palette;
  }

  async open(): Promise<void> {
    await this.#palette.run('Tokenwell: Get Started');
    await this.#content.getByText('Get started with Tokenwell').first().waitFor();
  }

  /** Opens a step by its title, and clicks the button in it. */
  async click(title: string, button: string): Promise<void> {
    const step = this.#step(title);
    if ((await step.getAttribute('aria-expanded')) !== 'true') await step.click();
    await step.getByRole('button', { name: button, exact: true }).click();
  }

  /** Resolves once the step has its check mark. */
  async done(title: string): Promise<void> {
    await this.#step(title).and(this.#content.locator('[aria-checked="true"]')).waitFor();
  }

  #step(title: string): Locator {
    const heading = this.#content.page().locator('.step-title').getByText(title, { exact: true });
    return this.#content.locator('.getting-started-step').filter({ has: heading });
  }
}
