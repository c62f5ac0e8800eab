/**
 * A keyring that a test locks and breaks. As a program of its own it does what daemon/store/data-key/keyring-child.ts does,
 * with the keys in a file; the real keyring is asked in test/keyring/.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KeyringOptions } from '../../daemon/store/data-key/keyring.ts';
import type { KeyringAnswer, KeyringRequest } from '../../daemon/store/data-key/keyring-child.ts';

const scheme = 'unix:path=';

export class KeyringStandIn {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tokenwell-keyring-'));

  get options(): KeyringOptions {
    return { busAddress: () => `${scheme}${this.#folder}`, child: import.meta.filename };
  }

  lock(): void {
    writeFileSync(lockOf(this.#folder), '');
  }

  unlock(): void {
    rmSync(lockOf(this.#folder), { force: true });
  }

  /** How many it holds. */
  get size(): number {
    return Object.keys(keysIn(this.#folder)).length;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function lockOf(folder: string): string {
  return join(folder, 'locked');
}

function keysIn(folder: string): Record<string, string> {
  const file = join(folder, 'keys.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function answer(folder: string, { name, newKey, remove }: KeyringRequest): KeyringAnswer {
  if (existsSync(lockOf(folder))) return { outcome: 'failed', message: 'The collection is locked' };
  const keys = keysIn(folder);
  const { [name]: known, ...others } = keys;
  const write = (now: Record<string, string>) => writeFileSync(join(folder, 'keys.json'), JSON.stringify(now));
  if (remove) {
    write(others);
    return { outcome: known === undefined ? 'missing' : 'removed' };
  }
  if (known !== undefined) return { outcome: 'found', key: known };
  if (newKey === null) return { outcome: 'missing' };
  write({ ...others, [name]: newKey });
  return { outcome: 'created', key: newKey };
}

if (import.meta.main) {
  const folder = process.env.DBUS_SESSION_BUS_ADDRESS?.slice(scheme.length) ?? '';
  createInterface({ input: process.stdin }).once('line', (line) => {
    process.stdout.write(JSON.stringify(answer(folder, JSON.parse(line))), () => process.exit());
  });
}
