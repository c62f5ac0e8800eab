/** One configuration file on disk: read again when it changed, edited in place so that comments stay. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { applyEdits, type EditResult, type JSONPath, modify } from 'jsonc-parser';
import { TokenwellError } from '../errors.ts';
import { type Configuration, emptyConfiguration, parseConfiguration } from './configuration.ts';
import { problemOfFile } from './configuration-problems.ts';
import type { ProfileSource } from './profile-definition.ts';

/** Bytes. A file of profiles has a few kilobytes. */
const largestFile = 1024 * 1024;

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

export class ConfigurationFile {
  readonly #source: ProfileSource;
  /** undefined: not read yet. */
  #stamp: string | undefined;
  #configuration = emptyConfiguration();

  constructor(source: ProfileSource) {
    this.#source = source;
  }

  /** What the file says now; an absent file says nothing. `changed`: it is not as at the last read. Never throws. */
  read(): { configuration: Configuration; changed: boolean } {
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) return { configuration: this.#configuration, changed: false };
    const changed = this.#stamp !== undefined;
    this.#stamp = stamp;
    this.#configuration = this.#load(stamp);
    return { configuration: this.#configuration, changed };
  }

  /**
   * Writes `value` at `path` (undefined removes it), atomically and for the owner only.
   * Throws `configuration_broken` where the file cannot be edited safely as it is.
   */
  edit(path: JSONPath, value: unknown): void {
    this.editAll([{ path, value }]);
  }

  /** All of them or none. */
  editAll(edits: { path: JSONPath; value: unknown }[]): void {
    const { configuration } = this.read();
    if (!configuration.readable) {
      const [problem] = configuration.problems;
      throw new TokenwellError(
        'configuration_broken',
        `${this.#source.file} is not changed, because it is broken: ${problem?.message ?? ''}`,
      );
    }
    const before = this.#textOrNothing();
    const text = before.trim() === '' ? '{}\n' : before;
    const edited = edits.reduce((so, { path, value }) => applyEdits(so, this.#modify(so, path, value)), text);
    replaceFile(this.#source.file, edited);
  }

  #modify(text: string, path: JSONPath, value: unknown): EditResult {
    try {
      return modify(text, path, value, { formattingOptions });
    } catch (error) {
      const detail = `${this.#source.file} is not changed, because its \`${String(path[0])}\` is no object in curly brackets.`;
      throw new TokenwellError('configuration_broken', detail, {}, { cause: error });
    }
  }

  #stampNow(): string {
    try {
      const stats = statSync(this.#source.file, { throwIfNoEntry: false, bigint: true });
      return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : '';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'unknown';
    }
  }

  #load(stamp: string): Configuration {
    if (stamp === '') return emptyConfiguration();
    const { file } = this.#source;
    let descriptor: number | undefined;
    try {
      // A pipe or a device in a workspace would make the daemon wait for ever, also one that has just taken the file's
      // place: so it is opened without waiting, and what was opened is looked at.
      descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return emptyConfiguration([problemOfFile(file, 'this is not a file.')], false);
      if (stats.size > largestFile) {
        return emptyConfiguration([problemOfFile(file, 'the file is too large; 1 MiB is the most.')], false);
      }
      return parseConfiguration(readFileSync(descriptor, 'utf8'), this.#source);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
      const message = `the file cannot be read (${reason}); check that it belongs to you and that you may read it.`;
      return emptyConfiguration([problemOfFile(file, message)], false);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  #textOrNothing(): string {
    try {
      return readFileSync(this.#source.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }
}

/** The new text is complete on disk before it takes the name; a link (dotfile managers make them) stays a link. */
function replaceFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const target = statSync(file, { throwIfNoEntry: false }) ? realpathSync(file) : file;
  const fresh = `${target}.${randomBytes(6).toString('hex')}.new`;
  try {
    const descriptor = openSync(fresh, 'wx', 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new TokenwellError(
      'configuration_broken',
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); check the permissions of its folder and the free space.`,
      {},
      { cause: error },
    );
  }
}
