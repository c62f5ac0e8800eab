/** What extensions remember: a VS Code in a browser keeps it there. */

import type { Page } from 'playwright-core';

/** Of ours, as JSON; `undefined` where it remembers nothing. */
export function remembered(page: Page): Promise<string> {
  return page.evaluate(`(async () => {
    const database = await ${answerTo(`indexedDB.open('vscode-web-state-db-global')`)};
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    const item = await ${answerTo(`items.get('tokenwell.tokenwell')`)};
    database.close();
    return String(item);
  })()`);
}

function answerTo(request: string): string {
  return `new Promise((resolve) => { const asked = ${request}; asked.onsuccess = () => resolve(asked.result); })`;
}
