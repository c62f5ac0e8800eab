/** The folder whose `tokenwell.json` counts here: the nearest one upwards, as with git. */

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function workspaceFolder(from = process.cwd()): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (statSync(join(folder, 'tokenwell.json'), { throwIfNoEntry: false })?.isFile()) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
