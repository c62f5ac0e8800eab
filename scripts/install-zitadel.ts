/** Zitadel's OpenID Connect server, compiled once from Go's module proxy and shared by every clone on the machine. */

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce, run } from './test-cache.ts';

const sources = join(import.meta.dirname, '../test/support/zitadel');

/** Throws with words where it cannot be compiled. */
export function installZitadel(say: (line: string) => void): string {
  const install = (unfinished: string) => {
    say('Compiling Zitadel’s OpenID Connect server with Go (half a minute) …');
    const folder = join(unfinished, 'zitadel');
    mkdirSync(folder);
    for (const file of ['go.mod', 'go.sum', 'main.go']) cpSync(join(sources, file), join(folder, file));
    run('go', ['build', '-o', 'server', '.'], folder);
    return folder;
  };
  return installOnce({ name: 'Zitadel', folder: folderName(), install }, say);
}

function folderName(): string {
  const digest = createHash('sha256');
  for (const file of ['go.sum', 'main.go']) digest.update(readFileSync(join(sources, file)));
  return `zitadel-${digest.digest('hex').slice(0, 12)}`;
}
