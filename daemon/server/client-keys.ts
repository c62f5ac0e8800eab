/**
 * Client keys: what a caller over TCP shows instead of being able to open the owner socket. Random 256 bits in base64url,
 * each in an owner-only file: `default.key` for callers outside any workspace, and one for each workspace.
 */

import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientKeyResponse } from '../api.ts';
import type { Log } from '../log.ts';

interface ClientKey {
  digest: Buffer;
  text: string;
  file: string;
  /** Folder; null: for callers outside any workspace. */
  workspace: string | null;
}

const keyForm = /^[A-Za-z0-9_-]{43}$/;

export class ClientKeys {
  readonly #directory: string;
  readonly #log: Log;
  readonly #byId = new Map<string, ClientKey>();
  readonly #byFile = new Map<string, string>();
  readonly defaultKeyFile: string;

  /** Reads the keys there are, and makes the default one. */
  constructor(directory: string, log: Log) {
    this.#directory = directory;
    this.#log = log;
    this.defaultKeyFile = join(directory, 'default.key');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    for (const name of readdirSync(directory)) if (name.endsWith('.key')) this.#load(join(directory, name));
    this.#keyIn(this.defaultKeyFile);
  }

  /**
   * Whether this is one of our keys. The id that selects the candidate is public (the proof call takes it), and the
   * comparison of the full digests takes the same time wherever they differ.
   */
  knows(key: string): boolean {
    const digest = digestOf(key);
    const candidate = this.#byId.get(digest.toString('hex', 0, 8));
    return candidate !== undefined && timingSafeEqual(candidate.digest, digest);
  }

  /** The folder whose key this `Authorization` header shows; null: it shows the default one. Call after the guard. */
  workspaceOf(authorization: string): string | null {
    return this.#byId.get(keyId(authorization.slice('Bearer '.length)))?.workspace ?? null;
  }

  /** The key's text; undefined: there is no such key. For the proof only. */
  find(id: string): string | undefined {
    return this.#byId.get(id)?.text;
  }

  /** The key of a workspace folder; made when it is first asked for, and again when its file is gone. */
  ofWorkspace(workspace: string): ClientKeyResponse {
    const name = hash('sha256', workspace).slice(0, 32);
    const file = join(this.#directory, `${name}.key`);
    const id = this.#keyIn(file);
    const key = this.#byId.get(id);
    if (key) key.workspace = workspace;
    // Beside the key, so that a person can tell whose it is and the file itself can be used as it stands.
    writeFileSync(workspaceFile(file), `${workspace}\n`, { mode: 0o600 });
    return { key_id: id, key_file: file };
  }

  #keyIn(file: string): string {
    const known = this.#byFile.get(file);
    if (known !== undefined && isOwnersAlone(file)) return known;
    if (known !== undefined) this.#forget(known, file);
    const text = randomBytes(32).toString('base64url');
    const temporary = `${file}.new`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
    return this.#remember(file, text, null);
  }

  #load(file: string): void {
    const text = isOwnersAlone(file) ? readFileSync(file, 'utf8').trim() : '';
    if (keyForm.test(text)) this.#remember(file, text, readWorkspace(file));
    else
      this.#log.warn({ file }, 'a client key that others could have read or that is damaged is not accepted any more');
  }

  #remember(file: string, text: string, workspace: string | null): string {
    const digest = digestOf(text);
    const id = keyId(text);
    this.#byId.set(id, { digest, text, file, workspace });
    this.#byFile.set(file, id);
    return id;
  }

  #forget(id: string, file: string): void {
    this.#byId.delete(id);
    this.#byFile.delete(file);
  }
}

/** First 16 hex digits of the key's SHA-256. */
export function keyId(key: string): string {
  return digestOf(key).toString('hex', 0, 8);
}

function workspaceFile(keyFile: string): string {
  return keyFile.replace(/key$/, 'workspace');
}

function readWorkspace(keyFile: string): string | null {
  try {
    return readFileSync(workspaceFile(keyFile), 'utf8').replace(/\n$/, '') || null;
  } catch {
    return null;
  }
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** A plain file of ours that nobody else may read or write. Windows has no such modes; there the profile folder protects it. */
function isOwnersAlone(file: string): boolean {
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (!status?.isFile()) return false;
  if (process.getuid === undefined) return true;
  return status.uid === process.getuid() && (status.mode & 0o077) === 0;
}
