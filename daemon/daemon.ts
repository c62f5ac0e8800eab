/**
 * The daemon as a whole: opens the state, puts the parts together, serves, and ends in order. Nothing is decided here that
 * belongs to a part; whoever wants to know what depends on what reads this file.
 */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Accounts } from './accounts/accounts.ts';
import type { Settings, StoreKind } from './api.ts';
import { AuditLog } from './audit/audit-log.ts';
import { type Clock, systemClock } from './clock.ts';
import { Profiles } from './configuration/profiles.ts';
import { Diagnoses } from './diagnoses/diagnoses.ts';
import { EventStream } from './events.ts';
import { Exports } from './exports/exports.ts';
import { Imports } from './imports/imports.ts';
import { removeDiscovery, writeDiscovery } from './lifecycle/discovery-file.ts';
import { Endings } from './lifecycle/endings.ts';
import { openWhenFree } from './lifecycle/hand-over.ts';
import { type EndReason, Lifecycle } from './lifecycle/lifecycle.ts';
import { LiveSettings } from './lifecycle/live-settings.ts';
import { type Log, silentLog } from './log.ts';
import { Applications } from './management/applications.ts';
import { LongLivedTokens } from './management/long-lived-tokens.ts';
import { OneTimeValues } from './management/one-time-values.ts';
import { RevokeAll } from './management/revoke-all.ts';
import { TokenExports } from './management/token-exports.ts';
import type { Paths } from './paths.ts';
import { Permissions } from './permissions/permissions.ts';
import { createProviders } from './providers/index.ts';
import { PresetsOfProfiles } from './providers/presets-of-profiles.ts';
import { Systems } from './providers/systems.ts';
import { startServer } from './server/server.ts';
import type { Services } from './services.ts';
import { SignIns } from './sign-in/sign-ins.ts';
import { openState, type StateOptions } from './store/state.ts';
import { TokenFiles } from './token-files/token-files.ts';
import { wlcgPlace } from './token-files/wlcg-link.ts';
import { version } from './version.ts';

export interface DaemonOptions {
  paths: Paths;
  /** null: the kind that the state is sealed under already. */
  storeKind: StoreKind | null;
  clock?: Clock;
  /** In [0, 1); spreads renewals and retries. */
  random?: () => number;
  log?: Log;
  /** The settings that the log follows; called at start and after each change. */
  applySettings?: (settings: Settings) => void;
  /** false: stays although nobody calls, as a service of the system does. */
  idleExit?: boolean;
  /** Start id of the older daemon that hands over: waits until it has let go of the state. */
  takeOverFrom?: string;
  /** Where the state's parts are to be found in other places than usual; for tests. */
  state?: Pick<StateOptions, 'keyFile' | 'keyring'>;
}

export interface RunningDaemon {
  readonly services: Services;
  readonly socket: string;
  /** `http://127.0.0.1:PORT`, or null while TCP is off. */
  readonly url: string | null;
  /** Resolves once everything is closed and the state is free. Never rejects. */
  readonly ended: Promise<EndReason>;
  /** Finishes refreshes in flight, closes everything; resolves like `ended`. A second call joins the first. */
  end(reason: EndReason): Promise<EndReason>;
}

const hour = 3_600_000;
/** Milliseconds that each part gets to end. */
const endLimit = 5_000;

/** Throws `TokenwellError`: `already_running`, `runtime_directory_unsafe`, `store_*`. Nothing is left open then. */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon> {
  const { clock = systemClock, log = silentLog } = options;
  const endings = new Endings({ clock, log });
  try {
    return await assemble({ ...options, clock, log }, endings);
  } catch (error) {
    await endings.run(endLimit);
    throw error;
  }
}

type Complete = DaemonOptions & Required<Pick<DaemonOptions, 'clock' | 'log'>>;

async function assemble(options: Complete, endings: Endings): Promise<RunningDaemon> {
  const { paths, clock, log, random = Math.random, applySettings = () => {} } = options;
  const startId = randomUUID();
  const events = new EventStream();
  const settings = new LiveSettings({ paths, apply: applySettings, dbusOffered: () => state.store.retry() });
  const profiles = new Profiles({ paths, events });

  const state = await takeState(options, { startId, events, settings, lost: () => void end('stop') });
  endings.add('the state', () => state.close());
  state.forgetStrayGrants();
  settings.apply();

  const providers = createProviders({ outgoing: settings.outgoingSettings, installation: paths.state });
  const permissions = new Permissions({ store: state.permissions, accounts: () => accounts.list(), events, clock });
  endings.add('the permissions', () => permissions.close());
  const audit = new AuditLog({
    ...{ store: state.audit, accounts: () => accounts.list(), isOn: () => settings.get().audit, clock, log },
  });
  endings.add('the audit log', () => audit.close());
  const accounts: Accounts = new Accounts({
    ...{ providers, profiles, settings, events, clock, random, log, gate: permissions },
    ...{ grants: state.grants, records: state.accounts, store: state.store },
  });
  endings.add('the accounts', () => accounts.close());
  const signIns = new SignIns({ providers, profiles, accounts, store: state.store, events, clock, log });
  endings.add('sign-ins under way', () => signIns.close());

  const values = new OneTimeValues(clock);
  endings.add('values that are shown once', async () => values.forgetAll());
  const longLivedTokens = new LongLivedTokens({
    ...{ providers, accounts, profiles, signIns, values, events, clock, log },
    records: state.tokenRecords,
  });
  const tokenExports = new TokenExports({
    ...{ values, longLivedTokens, audit, clock },
    exports: new Exports({ outgoing: settings.outgoingSettings, clock, log }),
  });
  // Before the accounts: what has arrived elsewhere must be forgotten here.
  endings.add('exports under way', () => tokenExports.close());
  const revokeAll = new RevokeAll({ accounts, longLivedTokens, values, log });
  const applications = new Applications({ providers, accounts, values, clock, log });

  const imports = new Imports({ providers, profiles, accounts, store: state.store, clock, log });
  endings.add('what was found to be imported', async () => imports.forgetAll());

  const { promise: ended, resolve: tellEnded } = Promise.withResolvers<EndReason>();
  let ending: EndReason | null = null;
  const end = (reason: EndReason): Promise<EndReason> => {
    if (ending) return ended;
    ending = reason;
    log.info({ reason }, 'the daemon ends');
    events.emit({ type: 'shutdown', reason });
    void endings.run(endLimit).then(() => tellEnded(reason));
    return ended;
  };

  const lifecycle = new Lifecycle(
    {
      clock,
      idleLimit: () => (options.idleExit === false ? 0 : settings.get().exit_after_idle_hours * hour),
      isNeeded: () => accounts.isNeeded() || state.holdsMemoryOnlyGrants() || isWaiting(signIns),
      holdsMemoryOnlyGrants: () => state.holdsMemoryOnlyGrants(),
      isAtRisk: () => accounts.list().some((account) => account.at_risk),
      end,
    },
    startId,
  );
  endings.add('the idle clock', () => lifecycle.stop());

  const diagnoses = new Diagnoses({ providers, profiles, outgoing: settings.outgoingSettings, clock, log });
  const environmentPresets = new PresetsOfProfiles({ providers, profiles });
  const systems = new Systems(providers);
  const services = {
    ...{ tokens: accounts, accounts, signIns, permissions, audit, profiles, environmentPresets, settings, systems },
    ...{
      longLivedTokens,
      oneTimeValues: values,
      exports: tokenExports,
      applications,
      imports,
      revokeAll,
      diagnoses,
      store: state.store,
    },
    ...{ lifecycle, events },
  };
  const announce = () => {
    const { socket, port, keyFile: key_file } = server;
    const address = { socket, port, url: urlOf(port), key_file };
    writeDiscovery(paths, { ...address, pid: process.pid, version, start_id: startId, host: hostname() });
  };
  const server = await startServer(services, {
    ...{ paths, clock, log },
    tcp: settings.get().tcp,
    onAddressChange: announce,
  });
  endings.add('the server', () => server.close());
  // After the server, which has made sure that the runtime directory is ours.
  const tokenFiles = new TokenFiles({
    ...{ folder: paths.tokenFiles, wlcgPlace: wlcgPlace(), profiles, accounts, tokens: accounts, events, clock, log },
  });
  endings.add('the token files', () => tokenFiles.close());
  announce();
  endings.add('the discovery file', () => removeDiscovery(paths, startId));
  log.info({ version, startId, store: state.store.kind, port: server.port }, 'the daemon serves');

  return {
    services,
    socket: server.socket,
    get url() {
      return urlOf(server.port);
    },
    ended,
    end,
  };
}

function takeState(
  { paths, storeKind, clock, log, takeOverFrom, state }: Complete,
  parts: { startId: string; events: EventStream; settings: LiveSettings; lost: () => void },
) {
  const keyring = { busAddress: () => parts.settings.dbusSessionBusAddress() ?? undefined, ...state?.keyring };
  const { startId, events, lost } = parts;
  const open = () => openState({ ...state, paths, kind: storeKind, clock, log, events, startId, keyring, lost });
  if (takeOverFrom === undefined) return open();
  return openWhenFree(open, { startId: takeOverFrom, discoveryCopy: paths.discoveryCopy });
}

function urlOf(port: number | null): string | null {
  return port === null ? null : `http://127.0.0.1:${port}`;
}

function isWaiting(signIns: SignIns): boolean {
  return signIns.list().some((signIn) => signIn.state === 'waiting');
}
