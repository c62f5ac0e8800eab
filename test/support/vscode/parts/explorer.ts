/** The files of the workspace, and the editors that they open in. */

import type { Page } from 'playwright-core';

export class Explorer {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(file: string): Promise<void> {
    await this.#page.locator('.explorer-folders-view').getByRole('treeitem', { name: file }).dblclick();
    await this.#page.locator('.tabs-container .tab').filter({ hasText: file }).waitFor();
  }
}
