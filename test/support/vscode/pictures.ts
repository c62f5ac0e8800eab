/**
 * Pictures of a window for README and docs, light and dark, made by the tests that bring the window into that state, so
 * that they stay true. Only where `TOKENWELL_SCREENSHOTS` asks for them: a test run changes no file of the repository.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = join(import.meta.dirname, '../../../media/screenshots');

export async function takePictures(page: Page, name: string): Promise<void> {
  if (!process.env.TOKENWELL_SCREENSHOTS) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`.monaco-workbench.vs${colorScheme === 'dark' ? '-dark' : ':not(.vs-dark)'}`).waitFor();
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
}
