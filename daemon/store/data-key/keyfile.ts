/**
 * `keyfile`: the key lies in an owner-only file, by default `data.key` beside the database. Whoever can read this
 * user's files can use the sign-ins; a path on another medium keeps backups of the state from being enough.
 */

import { closeSync, fstatSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory, syncToDisk, systemCode } from '../owner-only.ts';
import {
  type DataKey,
  type DataKeySource,
  decodeKey,
  encodeKey,
  giveUpSealedGrants,
  type KeyAnswer,
  newDataKey,
} from './source.ts';

export function keyFileSource(path: string): DataKeySource {
  return {
    kind: 'keyfile',
    wrongKey: `The key file ${path} holds another key than the one that the sign-ins were sealed with. Put the right file there. ${giveUpSealedGrants}`,

    async fetch({ mayCreate }) {
      try {
        return read(path);
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') return unusable(`it cannot be read (${systemCode(error)})`, path);
      }
      if (mayCreate) return create(path);
      return {
        locked: {
          reason: 'key_missing',
          detail: `The key file ${path} is not there. Put it back, from a backup or by mounting what it lies on. ${giveUpSealedGrants}`,
        },
      };
    },

    async make() {
      try {
        rmSync(path, { force: true });
      } catch (error) {
        return unusable(`the old one cannot be removed (${systemCode(error)})`, path);
      }
      return create(path);
    },

    async remove() {
      try {
        rmSync(path, { force: true });
        syncDirectory(dirname(path));
        return { removed: true, detail: `The key file ${path} is gone.` };
      } catch (error) {
        const why = `it cannot be removed (${systemCode(error)})`;
        return {
          removed: false,
          detail: `The key file ${path} opens nothing any more, but ${why}. Remove it by hand.`,
        };
      }
    },
  };
}

function read(path: string): KeyAnswer {
  const descriptor = openSync(path, 'r');
  try {
    const { mode, uid } = fstatSync(descriptor);
    if (process.platform !== 'win32') {
      if (uid !== process.getuid?.()) return unusable('it belongs to another user', path);
      if ((mode & 0o077) !== 0) return unusable(`others may open it; run: chmod 600 '${path}'`, path);
    }
    const key = decodeKey(readFileSync(descriptor, 'utf8').trim());
    return key ? { key } : unusable('it does not hold a key of 256 bits in base64url', path);
  } finally {
    closeSync(descriptor);
  }
}

/** The key is on stable storage before anything can be sealed with it. */
function create(path: string): KeyAnswer {
  const key: DataKey = newDataKey();
  try {
    writeFileSync(path, `${encodeKey(key)}\n`, { flag: 'wx', mode: 0o600 });
    syncToDisk(path);
    syncDirectory(dirname(path));
  } catch (error) {
    return unusable(`it cannot be made (${systemCode(error)})`, path);
  }
  return { key };
}

function unusable(why: string, path: string): KeyAnswer {
  return {
    locked: {
      reason: 'key_file_unusable',
      detail: `The key file ${path} is not used: ${why}. Mend that; the daemon tries again when a token is asked for.`,
    },
  };
}
