/**
 * Which profile a git host has: `git config --global credential.https://git.example.org.tokenwellProfile lab`.
 *
 * A token goes to hosts that the person has named, and to no other. So what a repository's own configuration says is not
 * heard: it may have come with the repository in an archive.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GitCredential } from './credential.ts';

const ofThePerson = new Set(['system', 'global', 'command']);

/** undefined: none; git goes on to its next helper. */
export async function configuredProfile({ protocol, host }: GitCredential): Promise<string | undefined> {
  const asked = addressOf(`${protocol}://${host}`);
  if (asked === null) return undefined;
  const named = (await readGitConfiguration()).filter(
    ({ scope, url }) => ofThePerson.has(scope) && addressOf(url) === asked,
  );
  return named.at(-1)?.profile;
}

/** Scheme, host and port; null where a token must not go: in clear text over a network. */
function addressOf(url: string): string | null {
  const parsed = URL.parse(url);
  if (!parsed) return null;
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback)) return null;
  return parsed.origin;
}

async function readGitConfiguration(): Promise<{ scope: string; url: string; profile: string }[]> {
  const query = ['config', '--show-scope', '--null', '--get-regexp', '^credential\\..*\\.tokenwellprofile$'];
  // git says 1 where there is no such line.
  const { stdout } = await promisify(execFile)('git', query).catch((error) => {
    if (error.code === 1) return { stdout: '' };
    throw error;
  });
  const parts = stdout.split('\0');
  return parts.flatMap((scope, index) => {
    const match = /^credential\.(.*)\.tokenwellprofile\n(.*)$/s.exec(parts[index + 1] ?? '');
    return index % 2 === 0 && match ? [{ scope, url: match[1] ?? '', profile: match[2] ?? '' }] : [];
  });
}
