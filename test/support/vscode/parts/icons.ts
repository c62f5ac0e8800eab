/** Which codicons are shown: `$(key)` in a label becomes a picture, and must only do so where we want it. */

import type { Locator } from 'playwright-core';

/** Their names, e.g. `key`. */
export async function iconsIn(place: Locator): Promise<string[]> {
  const classes = await place.locator('.codicon').evaluateAll((icons) => icons.map((icon) => String(icon.className)));
  return classes.flatMap((names) => /codicon-(?!modifier|colored)([\w-]+)/.exec(names)?.[1] ?? []);
}
