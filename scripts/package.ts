/**
 * `npm run package`: what is shipped, into `dist/`.
 *
 *     tokenwell-PLATFORM.vsix   the extension, one for each platform, at most one megabyte
 *     tokenwell-web.vsix        what the web-only host gets
 *     tokenwell-VERSION.tgz     the command alone, for npm
 *     python/*.whl              the Python client, which is inside the first too
 *
 * `npm run package -- linux-x64` makes that one VSIX. Fails where something is inside that is not on the list.
 */

import { statSync } from 'node:fs';
import { build } from './package/stage.ts';
import { packageTarball } from './package/tarball.ts';
import { targets } from './package/targets.ts';
import { packagePlatform, packageWeb } from './package/vsix.ts';
import { buildWheel } from './package-python.ts';

const wanted = process.argv.slice(2);
const all = [...targets.map(({ name }) => name), 'web', 'npm'];
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${all.join(', ')}.`);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const wheel = await buildWheel();
const built = await build();
try {
  for (const target of targets.filter(({ name }) => isWanted(name))) tell(await packagePlatform(built, target, wheel));
  if (isWanted('web')) tell(await packageWeb(built));
  if (isWanted('npm')) tell(packageTarball(built));
} finally {
  built.remove();
}

function tell(file: string): void {
  console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
}
