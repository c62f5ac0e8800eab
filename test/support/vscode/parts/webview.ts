/** What an extension shows in an editor of its own. VS Code puts it into a frame in a frame. */

import type { Frame, FrameLocator, Page } from 'playwright-core';

export class Webview {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The document of the webview that is shown; locate in it as in a page. */
  get content(): FrameLocator {
    return this.#page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The same as a frame, for `evaluate` and for axe. Resolves once it is loaded. */
  async frame(): Promise<Frame> {
    await this.content.locator('body').waitFor();
    const element = await this.#page.frameLocator('iframe.webview.ready').locator('#active-frame').elementHandle();
    const frame = await element?.contentFrame();
    if (!frame) throw new Error('The webview has no frame.');
    return frame;
  }

  /** Titles of the editors that are open. */
  tabs(): Promise<string[]> {
    return this.#page.locator('.tabs-container .tab .label-name').allInnerTexts();
  }
}
