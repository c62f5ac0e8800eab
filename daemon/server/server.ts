/** The server: two doors (the owner socket and loopback TCP), one guard in front of both, and what lies behind. */

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { elapsedSince } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Paths } from '../paths.ts';
import type { Services } from '../services.ts';
import { createApplication } from './application.ts';
import { ClientKeys } from './client-keys.ts';
import { createDispatcher } from './dispatcher.ts';
import { EventSockets } from './events.ts';
import type { Door } from './guard.ts';
import { type Dispatcher, HttpListener } from './http-listener.ts';
import { type Limits, usualLimits } from './limits.ts';
import { LoopbackTcp } from './loopback-tcp.ts';
import { OwnerSocket } from './owner-socket.ts';
import { createTokenRoute } from './token-route.ts';

export interface ServerOptions {
  paths: Pick<Paths, 'socket' | 'keys'>;
  clock: Clock;
  log: Log;
  /** Whether to listen on 127.0.0.1 as well. */
  tcp: boolean;
  limits?: Limits;
  /** The owner socket was made again, or the port changed: write the discovery file anew. */
  onAddressChange?: (server: Pick<RunningServer, 'socket' | 'port'>) => void;
}

export interface RunningServer {
  /** Path of the owner socket; on Windows the name of the pipe. */
  readonly socket: string;
  /** TCP port on 127.0.0.1; null while TCP is off. */
  readonly port: number | null;
  /** File with the client key for callers outside any workspace. */
  readonly keyFile: string;
  /** Ends listening, lets calls under way end (2 s at most), and takes the socket away. */
  close(): Promise<void>;
}

/** Throws `runtime_directory_unsafe`. */
export async function startServer(services: Services, options: ServerOptions): Promise<RunningServer> {
  const { paths, clock, log, limits = usualLimits } = options;
  const startedAt = clock.now();
  const keys = new ClientKeys(paths.keys, log);
  const events = new EventSockets(services, limits);
  let state: 'starting' | 'serving' | 'closing' = 'starting';
  const addressChanged = () => {
    if (state === 'serving') options.onAddressChange?.(server);
  };

  const context = {
    services,
    keys,
    port: () => tcp.port,
    uptime: () => elapsedSince(clock, startedAt) / 1000,
    serveTcp: (on: boolean) => tcp.serve(on),
  };
  const dispatcher = createDispatcher({
    keys,
    bodyBytes: limits.bodyBytes,
    tokenRoute: createTokenRoute(services, log),
    application: createApplication(context, limits, log),
    events,
    called: () => services.lifecycle.called(),
    isClosing: () => state === 'closing',
    log,
  });
  const tcp = new LoopbackTcp({ dispatcher, limits, onChange: addressChanged });
  const owner = process.platform === 'win32' ? new OwnerPipe(dispatcher, limits) : ownerSocket();

  function ownerSocket() {
    const ownerLimits = { ...limits, connections: limits.ownerConnections };
    const createListener = () => new HttpListener(() => ownerDoor, dispatcher, ownerLimits);
    return new OwnerSocket({
      path: paths.socket,
      clock,
      log,
      createListener,
      backlog: limits.ownerBacklog,
      onRestored: addressChanged,
    });
  }

  const server: RunningServer = {
    get socket() {
      return owner.address;
    },
    get port() {
      return tcp.port;
    },
    keyFile: keys.defaultKeyFile,
    async close() {
      state = 'closing';
      events.close();
      await Promise.all([owner.close(), tcp.serve(false)]);
    },
  };

  await owner.open();
  await tcp.serve(options.tcp).catch(async (error) => {
    await owner.close();
    throw error;
  });
  state = 'serving';
  return server;
}

/** Whoever can open the owner socket is the owner: its directory sees to that. */
const ownerDoor: Door = { hosts: null, keyRequired: false, servesEverything: true };

/** Windows has no owner-only directory for pipes, so the name is random, stands in an owner-only file, and a key is required. */
class OwnerPipe {
  readonly address = `\\\\.\\pipe\\tokenwell-${randomBytes(16).toString('hex')}`;
  readonly #listener: HttpListener;

  constructor(dispatcher: Dispatcher, limits: Limits) {
    this.#listener = new HttpListener(() => ({ ...ownerDoor, keyRequired: true }), dispatcher, limits);
  }

  async open(): Promise<void> {
    await this.#listener.listen({ path: this.address });
  }

  close(): Promise<void> {
    return this.#listener.close();
  }
}
