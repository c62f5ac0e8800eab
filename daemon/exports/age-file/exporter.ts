/** A file encrypted to age keys, by the library of age's author. */

import { access, constants, lstat, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import { TokenwellError } from '../../errors.ts';
import { type Exporter, textOf, textOfParts } from '../exporter.ts';

export const exportToAgeFile: Exporter = async ({ values, directory }) => {
  const file = absolute(textOf(values, 'path') ?? '', directory);
  const encrypter = new Encrypter();
  for (const recipient of await readRecipients(textOf(values, 'recipients') ?? '', directory))
    add(encrypter, recipient);
  await requireFree(file);
  return {
    place: file,
    async write(parts) {
      const sealed = await encrypter.encrypt(textOfParts(parts));
      const content = values.armor === false ? sealed : armor.encode(sealed);
      try {
        // wx: what came there meanwhile is not overwritten.
        await writeFile(file, content, { flag: 'wx', mode: 0o600 });
      } catch (error) {
        throw explain(error, file);
      }
    },
  };
};

async function readRecipients(text: string, directory: string): Promise<string[]> {
  const given = text.split(/\s+/).filter(Boolean);
  const lists = await Promise.all(given.map((word) => (isKey(word) ? [word] : readList(word, directory))));
  const recipients = lists.flat();
  if (recipients.length > 0) return recipients;
  throw new TokenwellError('bad_request', 'There is no recipient: give public keys that begin with age1.');
}

/** As age's own option -R: a key a line, and comments. */
async function readList(path: string, directory: string): Promise<string[]> {
  // An SSH key has blanks in it: what follows its kind is no file either.
  if (/^(?:ssh-|ecdsa-|sk-|AAAA)/.test(path)) throw noSshKeys();
  const file = absolute(path, directory);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new TokenwellError('bad_request', `${file} cannot be read, and is no public key: those begin with age1.`);
  });
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function add(encrypter: Encrypter, recipient: string): void {
  if (recipient.startsWith('AGE-SECRET-KEY')) {
    const detail = 'That is a secret key, and must not be given away. `age-keygen -y key.txt` prints its public one.';
    throw new TokenwellError('bad_request', detail);
  }
  if (!isKey(recipient)) throw noSshKeys();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new TokenwellError('bad_request', 'One of the recipients is no age key: check that all of it was copied.');
  }
}

function isKey(word: string): boolean {
  return word.startsWith('age1') || word.startsWith('AGE-SECRET-KEY');
}

function noSshKeys(): TokenwellError {
  return new TokenwellError(
    'bad_request',
    'SSH keys cannot be used here, only age keys (age1…): `age-keygen` makes one.',
  );
}

async function requireFree(file: string): Promise<void> {
  const there = await lstat(file).catch(() => null);
  if (there) throw new TokenwellError('bad_request', `${file} is there already. Choose another name, or move it away.`);
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw explain(error, file);
  }
}

function explain(error: unknown, file: string): TokenwellError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new TokenwellError(
      'export_place_missing',
      `There is no folder ${dirname(file)}. Make it, or choose another.`,
    );
  }
  if (code === 'EEXIST') return new TokenwellError('bad_request', `${file} is there already. Choose another name.`);
  return new TokenwellError('export_refused', `${file} cannot be written (${code}). Choose another place.`);
}

function absolute(path: string, directory: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(directory, path);
}
