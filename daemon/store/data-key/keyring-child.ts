/**
 * Speaks with the operating system's keyring, in a process of its own: the library blocks a thread until the keyring
 * answers, and a keyring that never does can then be ended with its process.
 *
 * One request as a line of JSON on standard input, one answer as JSON on standard output; nothing secret in arguments
 * or environment. Run by keyring-process.ts. It ends with whoever started it, even in the middle of a mute keyring.
 */

import { createInterface } from 'node:readline';

export interface KeyringRequest {
  service: string;
  /** The name that the key is filed under. */
  name: string;
  /** Filed where there is no key yet; null: only look. */
  newKey: string | null;
  /** Takes the key away instead. */
  remove?: true;
}

export type KeyringAnswer =
  | { outcome: 'found' | 'created'; key: string }
  | { outcome: 'removed' }
  /** The keyring is open and has no such key. */
  | { outcome: 'missing' }
  | { outcome: 'failed'; message: string }
  /** The library or what it is built on (libsecret) is not installed. */
  | { outcome: 'not_installed'; message: string };

type Keyring = Pick<typeof import('@github/keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

const requests = createInterface({ input: process.stdin });
requests.once('line', async (line) => {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))), () => process.exit());
});
// An orderly exit would wait for the thread that waits for the keyring.
requests.once('close', () => process.kill(process.pid, 'SIGKILL'));

async function answer(request: KeyringRequest): Promise<KeyringAnswer> {
  let keyring: Keyring;
  try {
    keyring = (await import('@github/keytar')).default;
  } catch (error) {
    return { outcome: 'not_installed', message: messageOf(error) };
  }
  try {
    return await (request.remove ? remove(keyring, request) : lookUp(keyring, request));
  } catch (error) {
    return { outcome: 'failed', message: messageOf(error) };
  }
}

async function lookUp(keyring: Keyring, { service, name, newKey }: KeyringRequest): Promise<KeyringAnswer> {
  const key = await keyring.getPassword(service, name);
  if (key !== null) return { outcome: 'found', key };
  if (newKey === null) {
    await proveOpen(keyring, service, name);
    return { outcome: 'missing' };
  }
  await keyring.setPassword(service, name, newKey);
  if ((await keyring.getPassword(service, name)) !== newKey) throw new Error('the keyring did not keep the key');
  return { outcome: 'created', key: newKey };
}

async function remove(keyring: Keyring, { service, name }: KeyringRequest): Promise<KeyringAnswer> {
  if (await keyring.deletePassword(service, name)) return { outcome: 'removed' };
  await proveOpen(keyring, service, name);
  return { outcome: 'missing' };
}

/** A locked gnome-keyring answers a look-up with "nothing there"; only writing tells locked from missing. */
async function proveOpen(keyring: Keyring, service: string, name: string): Promise<void> {
  const probe = `${name} (probe)`;
  await keyring.setPassword(service, probe, 'probe');
  await keyring.deletePassword(service, probe);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
