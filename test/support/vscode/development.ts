/**
 * Extensions that are not installed, as when somebody writes them: VS Code calls that "extension development". A built
 * code-server takes the word for it from its page alone.
 */

import type { Page } from 'playwright-core';

export interface Development {
  /** Folders. */
  extensions: string[];
  /** A program to run in the extension host, as tests are. */
  tests?: string;
  /** Extensions that get sessions without a question. */
  trusted?: string[];
}

/** For what this page loads from then on; `origin` is code-server's. */
export async function develop(page: Page, origin: string, { extensions, tests, trusted = [] }: Development) {
  const there = (path: string) => ({ scheme: 'vscode-remote', authority: new URL(origin).host, path });
  const options = { extensions: extensions.map(there), ...(tests && { extensionTestsPath: there(tests) }) };
  await page.addInitScript(`{
    const original = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = original.call(this, name);
      if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value;
      const settings = JSON.parse(value);
      Object.assign(settings.productConfiguration, { trustedExtensionAuthAccess: ${JSON.stringify(trusted)} });
      return JSON.stringify({ ...settings, developmentOptions: ${JSON.stringify(options)} });
    };
  }`);
}
