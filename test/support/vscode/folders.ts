/** What tests leave in folders, and what is there before. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function empty(folder: string): void {
  // Whoever is about to end may write there still.
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
}

/** HOME as it is on a new computer. */
export function furnish(home: string): void {
  // Where code-server keeps the word that it lives.
  mkdirSync(join(home, '.local/share/code-server'), { recursive: true });
  // A prompt that fits into a picture.
  writeFileSync(join(home, '.bashrc'), "PS1='\\W\\$ '\n");
}
