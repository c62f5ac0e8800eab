/** Checks of this terminal's environment against the daemon that runs. */

import { findDaemon, readDiscovery } from '../../clients/node/find-daemon.ts';
import type { Discovery, HealthResponse } from '../../daemon/api.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { storeContradiction } from '../store-hint.ts';
import { look } from './file-access.ts';
import { type LocalFinding, Notes } from './finding.ts';

export function examineEnvironment(paths: Paths, health: HealthResponse | null): LocalFinding[] {
  const notes = new Notes('This terminal');
  const ours = Object.keys(process.env).filter((name) => name.startsWith('TOKENWELL_') && process.env[name]);
  if (health) examineStoreKind(notes, health);
  const discovery = readDiscovery(paths.discovery) ?? readDiscovery(paths.discoveryCopy);
  examineAddress(notes, health && discovery);
  examineOtherState(notes, paths);
  if (notes.findings.length === 0) {
    const names = ours.length > 0 ? ours.sort().join(', ') : 'No TOKENWELL_…';
    notes.ok('environment', health ? `${names} set here; nothing contradicts the daemon.` : `${names} set here.`);
  }
  const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
  if (proxy) notes.ok('proxy', `HTTPS_PROXY is ${hostOf(proxy)} here; each profile below tells what the daemon uses.`);
  return notes.findings;
}

function examineStoreKind(notes: Notes, { store }: HealthResponse): void {
  const words = storeContradiction(store.kind);
  if (words) notes.warn('TOKENWELL_STORE', words.detail, words.advice);
}

/** Set by `tokenwell env` in a terminal that may be older than the daemon. */
function examineAddress(notes: Notes, discovery: Discovery | null): void {
  const again = 'Set it anew with `eval "$(tokenwell env)"`, or unset it.';
  const { TOKENWELL_SOCKET: socket, TOKENWELL_URL: url, TOKENWELL_KEY_FILE: keyFile } = process.env;
  if (socket && !look(socket)) notes.fail('TOKENWELL_SOCKET', `It names ${socket}, where there is no socket.`, again);
  else if (socket && discovery && socket !== discovery.socket)
    notes.warn(
      'TOKENWELL_SOCKET',
      `It names ${socket}, but the daemon of this state listens at ${discovery.socket}.`,
      again,
    );
  if (url && discovery && url !== discovery.url)
    notes.warn(
      'TOKENWELL_URL',
      `It names ${hostOf(url)}, but the daemon is at ${discovery.url ?? 'no TCP port now'}.`,
      again,
    );
  if (keyFile && !look(keyFile)) notes.fail('TOKENWELL_KEY_FILE', `It names ${keyFile}, which is not there.`, again);
}

/** With TOKENWELL_HOME people have two states, and wonder where their sign-ins are. */
function examineOtherState(notes: Notes, paths: Paths): void {
  const { TOKENWELL_HOME: home, TOKENWELL_SOCKET: _, ...rest } = process.env;
  if (!home) return;
  const usual = findPaths(rest);
  if (usual.state === paths.state || !findDaemon(usual, rest)) return;
  const detail = `TOKENWELL_HOME is ${home}; another daemon serves the usual state in ${usual.state}.`;
  notes.warn('two states', detail, 'Each has its own sign-ins. Unset TOKENWELL_HOME to use the usual one.');
}

/** Neither name nor password. */
function hostOf(address: string): string {
  return URL.parse(address.includes('://') ? address : `http://${address}`)?.host ?? 'not an address';
}
