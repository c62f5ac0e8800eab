/** PEM files that a profile names. They are read at sign-in; the grant keeps what was read. */

import { readFile } from 'node:fs/promises';
import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';

/** Throws `configuration_broken` where there is no such file or it is not PEM. `name` says what it is: `CA file`. */
export async function readConfiguredFile(profile: Profile, path: string, name: string): Promise<string> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    const message = `The ${name} ${path} of profile ${profile.name} (${profile.file}) ${reason}.`;
    throw new TokenwellError('configuration_broken', message, {}, { cause: error });
  }
  if (content.includes('-----BEGIN ')) return content;
  throw new TokenwellError(
    'configuration_broken',
    `The ${name} ${path} of profile ${profile.name} (${profile.file}) is not in PEM form.`,
  );
}
