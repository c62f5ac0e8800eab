/** One window of VS Code, with the parts of it that people see and touch. Selectors live in `parts/`, and nowhere else. */

import type { BrowserContext, Page } from 'playwright-core';
import { type Development, develop } from './development.ts';
import { AccountsMenu } from './parts/accounts-menu.ts';
import { Clipboard } from './parts/clipboard.ts';
import { Editor } from './parts/editor.ts';
import { Explorer } from './parts/explorer.ts';
import { Modal } from './parts/modal.ts';
import { Notifications } from './parts/notifications.ts';
import { Palette } from './parts/palette.ts';
import { InputBox, QuickPick } from './parts/quick-input.ts';
import { StatusBar } from './parts/status-bar.ts';
import { Terminal } from './parts/terminal.ts';
import { Walkthrough } from './parts/walkthrough.ts';
import { Webview } from './parts/webview.ts';
import { takePictures } from './pictures.ts';
import { remembered } from './remembered.ts';

export class Window {
  readonly page: Page;
  readonly accountsMenu: AccountsMenu;
  readonly clipboard: Clipboard;
  readonly editor: Editor;
  readonly explorer: Explorer;
  readonly inputBox: InputBox;
  readonly modal: Modal;
  readonly notifications: Notifications;
  readonly palette: Palette;
  readonly quickPick: QuickPick;
  readonly statusBar: StatusBar;
  readonly terminal: Terminal;
  readonly walkthrough: Walkthrough;
  readonly webview: Webview;
  /** What the browser's console told as errors. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.accountsMenu = new AccountsMenu(page);
    this.clipboard = new Clipboard(page);
    this.editor = new Editor(page);
    this.explorer = new Explorer(page);
    this.inputBox = new InputBox(page);
    this.modal = new Modal(page);
    this.notifications = new Notifications(page);
    this.palette = new Palette(page);
    this.quickPick = new QuickPick(page);
    this.statusBar = new StatusBar(page);
    this.terminal = new Terminal(page, this.palette);
    this.walkthrough = new Walkthrough(page, this.palette);
    this.webview = new Webview(page);
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)));
  }

  /** Resolves once the extension is active in it. */
  static async open(
    context: BrowserContext,
    origin: string,
    folder: string,
    development?: Development | undefined,
  ): Promise<Window> {
    const page = await context.newPage();
    if (development) await develop(page, origin, development);
    const window = new Window(page);
    await page.goto(addressOf(origin, folder));
    await window.statusBar.shown();
    return window;
  }

  /** Resolves once the extension is active again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.statusBar.shown();
  }

  /** What `action` opens in a new tab of the browser: a page outside VS Code. */
  async opened(action: () => Promise<unknown>): Promise<Page> {
    const [page] = await Promise.all([this.page.context().waitForEvent('page'), action()]);
    await page.waitForLoadState();
    return page;
  }

  /** To another window. A browser without a screen gives it to all its pages at once, so they are told. */
  loseFocus(): Promise<void> {
    return this.page.evaluate("document.hasFocus = () => false; window.dispatchEvent(new Event('blur'))");
  }

  /** Again. */
  takeFocus(): Promise<void> {
    return this.page.evaluate("delete document.hasFocus; window.dispatchEvent(new Event('focus'))");
  }

  /** From restricted mode on, by the banner and the page behind it. */
  async trustWorkspace(): Promise<void> {
    await this.page.locator('a[href="command:workbench.trust.manage"]').click();
    await this.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await this.page.locator('.workspace-trust-editor').getByText('You trust this folder').waitFor();
  }

  /** For README and docs, as `media/screenshots/NAME-light.png` and `-dark.png`, where `TOKENWELL_SCREENSHOTS` is set. */
  picture(name: string): Promise<void> {
    return takePictures(this.page, name);
  }

  /** What the extension remembers beyond this window, as JSON; it is kept in the browser, a moment after the extension said so. */
  remembered(): Promise<string> {
    return remembered(this.page);
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** Of a folder in a code-server. */
export function addressOf(origin: string, folder: string): string {
  return `${origin}/?folder=${encodeURI(folder)}`;
}
