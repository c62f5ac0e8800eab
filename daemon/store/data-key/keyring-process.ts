/** Runs keyring-child.ts for one request, and ends it when it is no longer wanted. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { KeyringAnswer, KeyringRequest } from './keyring-child.ts';

/** The child beside this module: its source, or its bundle. */
export function usualChild(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'mjs';
  return fileURLToPath(new URL(`./keyring-child.${extension}`, import.meta.url));
}

/** Resolves with `failed` where the child ends without an answer; rejects with an `AbortError` on `signal`. */
export async function askKeyring(
  child: string,
  request: KeyringRequest,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<KeyringAnswer> {
  const keyring = spawn(process.execPath, [child], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const failure = new Promise<never>((_, reject) => keyring.once('error', reject));
  // A child that is gone before it read its request is told by its missing answer.
  keyring.stdin.on('error', () => {});
  // The pipe stays open: its end tells the child that nobody wants the answer any more.
  keyring.stdin.write(`${JSON.stringify(request)}\n`);
  const answer = await Promise.race([text(keyring.stdout), failure]);
  return parse(answer);
}

function parse(answer: string): KeyringAnswer {
  try {
    return JSON.parse(answer);
  } catch {
    return { outcome: 'failed', message: 'the process that speaks with the keyring ended without an answer' };
  }
}
