/** The `tokenwell` command and its daemon for machines without VS Code: `npm install -g dist/tokenwell-VERSION.tgz`. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../test-cache.ts';
import { binary, tarballContents } from './contents.ts';
import { assemble, publicManifest, type Stage } from './stage.ts';
import { targets } from './targets.ts';

const root = join(import.meta.dirname, '../..');

/** Returns its path. */
export function packageTarball(built: Stage): string {
  const usual = targets.filter(({ prebuilt, found }) => prebuilt === found).map(({ found }) => found);
  const musl = targets.filter(({ prebuilt, found }) => prebuilt !== found);
  const contents = tarballContents(
    usual,
    musl.map(({ found }) => found),
  );
  const renamed = Object.fromEntries(
    musl.map(({ prebuilt, found }) => [binary(found).replace('/prebuilds/', '/lib/prebuilds/'), binary(prebuilt)]),
  );
  const stage = assemble(built, { contents, renamed, manifest: commandManifest() });
  try {
    const file = join(root, `dist/tokenwell-${publicManifest().version}.tgz`);
    mkdirSync(join(root, 'dist'), { recursive: true });
    // `npm pack` leaves every node_modules out; the keyring's has to be in. npm wants all of it below one folder.
    const options = ['--owner=0', '--group=0', `--transform=s,^\\.,package,`];
    run('tar', ['--create', '--gzip', '--file', file, ...options, '.'], stage.folder);
    return file;
  } finally {
    stage.remove();
  }
}

/** What npm needs to know of the command. */
function commandManifest(): object {
  const { name, description, version, keywords, license, type, bin } = publicManifest();
  return { name, description, version, keywords, license, type, bin, engines: { node: '>=24' } };
}
