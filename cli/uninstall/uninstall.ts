/** Takes Tokenwell off this computer, in an order that leaves no sign-in alive that could still be ended. */

import { dirname } from 'node:path';
import { readDiscovery } from '../../clients/node/find-daemon.ts';
import type {
  AccountSummary,
  RevokeAllResponse,
  SignOutResponse,
  StoreKeyRemoval,
  StoreKind,
} from '../../daemon/api.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { installedService, takeServiceAway } from '../daemon-control/service.ts';
import { end } from '../daemon-control/start-stop.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { isOver } from '../output/long-lived-tokens.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { type Belongings, belongings, refuseForeign, remove, removeEmptyParent } from './belongings.ts';
import { type Reached, reachOurs } from './daemon.ts';
import { leftOver } from './left-over.ts';
import { planWords, tellDone } from './words.ts';

export interface UninstallOptions {
  keepState?: boolean;
  configuration?: boolean;
  yes?: boolean;
  json?: boolean;
}

export interface Plan {
  paths: Paths;
  reached: Reached;
  accounts: AccountSummary[];
  /** null: not known, because no daemon runs. */
  store: StoreKind | null;
  /** Somebody is to be signed out, and the key to be taken away. */
  signOut: boolean;
  service: ReturnType<typeof installedService>;
  belongings: Belongings[];
  configuration: boolean;
}

export interface Done {
  signed_out: SignOutResponse[];
  /** What became of long-lived tokens: their only record goes with the state. */
  tokens: RevokeAllResponse['tokens'];
  /** Made here and alive, with nobody signed in who could end them. */
  left_tokens: RevokeAllResponse['left'];
  /** null: it was to be kept, or no daemon could be asked. */
  key: StoreKeyRemoval | null;
  removed: string[];
}

export async function uninstall(options: UninstallOptions): Promise<void> {
  const plan = await makePlan(options);
  // A program that reads the result gets nothing else on standard output.
  for (const line of planWords(plan)) (options.json ? printAside : print)(line);
  if (!options.yes) await requireYes('Go on?', '--yes', 'Nothing was removed.');
  const done = await carryOut(plan);
  if (![...done.signed_out, ...done.tokens].every(isOver) || done.left_tokens.length > 0) process.exitCode = 9;
  const left = leftOver(plan, done);
  if (options.json) printJson({ ...done, left });
  else tellDone(plan, done, left);
}

async function makePlan({ keepState = false, configuration = false }: UninstallOptions): Promise<Plan> {
  const paths = findPaths();
  // A daemon may have been started with another runtime directory than this terminal has.
  const told = readDiscovery(paths.discoveryCopy)?.socket;
  const runtimes = told && !told.startsWith('\\\\') ? [dirname(told)] : [];
  const all = belongings(paths, runtimes, { keepState, configuration });
  refuseForeign(all);
  const reached = await reachOurs(paths, { start: !keepState });
  const accounts = reached.daemon ? (await reached.daemon.accounts()).accounts : [];
  // What is in memory alone ends with the daemon, and would live on at the server.
  const store = reached.daemon ? (await reached.daemon.store()).kind : null;
  const signOut = !keepState || store === 'memory';
  return { paths, reached, accounts, store, signOut, service: installedService(), belongings: all, configuration };
}

async function carryOut({ paths, reached, signOut, service, belongings: all }: Plan): Promise<Done> {
  const { daemon } = reached;
  const nothing = { results: [], tokens: [], left: [] };
  const { results, tokens, left } = daemon && signOut ? await daemon.revokeAll() : nothing;
  const key = daemon && signOut ? await daemon.removeStoreKey() : null;
  // Before the daemon ends, because the service would start it again.
  if (service?.ours) await takeServiceAway();
  const running = (await reachOurs(paths, { start: false })).daemon;
  if (running) await end(running);
  const removed = all.flatMap(remove);
  removeEmptyParent(paths);
  const outcome = { signed_out: results, tokens, left_tokens: left, key };
  return { ...outcome, removed: service?.ours ? [service.file, ...removed] : removed };
}
