/** The way to a server: which CAs to trust, which certificate to show, through which proxy. */

import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';

import { Agent, DecoratorHandler, type Dispatcher, EnvHttpProxyAgent } from 'undici';

import { isLoopback } from '../address.ts';
import type { OutgoingValues } from '../outgoing-settings.ts';
import { ProviderFailure } from './failure.ts';
import type { ConnectionTraits, OutgoingRequest } from './outgoing.ts';

export interface Connection {
  dispatcher: Dispatcher;
  /** Whether a byte of the request may have left: the TCP and TLS connection stood. */
  sent(): boolean;
}

type Destination = Pick<OutgoingRequest, 'url' | 'hop' | 'connection'>;

/** Milliseconds. */
const connectTimeout = 10_000;

/** Throws `ProviderFailure` (`unavailable`) where a CA file or the proxy's address cannot be used. */
export async function openConnection(destination: Destination, values: OutgoingValues): Promise<Connection> {
  const security = await securityOf(destination, values);
  const options: Agent.Options = {
    connect: { ...security, timeout: connectTimeout },
    // No keep-alive: see outgoing.ts.
    pipelining: 0,
  };
  const proxy = proxyFor(destination, values);
  const agent = proxy
    ? new EnvHttpProxyAgent({
        ...options,
        ...proxy,
        // Empty, not missing: what the daemon's own environment says does not count.
        httpProxy: '',
        requestTls: security,
      })
    : new Agent(options);
  let sent = false;
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    return dispatch(request, new SendWatch(handler, () => (sent = true)));
  });
  return { dispatcher, sent: () => sent };
}

/** undici's types leave its methods out. */
const PassingHandler = DecoratorHandler as unknown as new (
  handler: Dispatcher.DispatchHandler,
) => { onRequestStart(controller: Dispatcher.DispatchController, context: object): void };

/** Tells when the request is about to be written on a connection that stands. */
class SendWatch extends PassingHandler {
  readonly #onSend: () => void;

  constructor(handler: Dispatcher.DispatchHandler, onSend: () => void) {
    super(handler);
    this.#onSend = onSend;
  }

  override onRequestStart(controller: Dispatcher.DispatchController, context: object): void {
    this.#onSend();
    super.onRequestStart(controller, context);
  }
}

interface Security {
  ca?: string[];
  cert?: string;
  key?: string;
}

async function securityOf(destination: Destination, values: OutgoingValues): Promise<Security> {
  const { clientCertificate } = destination.connection;
  return {
    ...(await trustedAuthorities(destination, values)),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.privateKey }),
  };
}

async function trustedAuthorities({ connection, hop }: Destination, values: OutgoingValues): Promise<Security> {
  if (connection.certificateAuthority !== null) return { ca: [connection.certificateAuthority] };
  if (values.certificateAuthorityFiles.length === 0) return {};
  const extra = await Promise.all(values.certificateAuthorityFiles.map((file) => readAuthorities(file, hop)));
  // Editors that are a little behind have a Node without getCACertificates.
  const defaults = tls.getCACertificates?.('default') ?? tls.rootCertificates;
  return { ca: [...defaults, ...extra] };
}

async function readAuthorities(file: string, hop: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message = `The settings name the CA file ${file}, which cannot be read; mend the path or remove the setting.`;
    throw new ProviderFailure(message, { kind: 'unavailable', hop }, { cause: error });
  }
}

/** The profile's own proxy is meant for all its calls; the settings' one is for those that `no_proxy` does not exempt. */
function proxyFor({ url, hop, connection }: Destination, values: OutgoingValues): Proxy | null {
  // What is on this machine is never reached through another one.
  if (isLoopback(new URL(url))) return null;
  if (connection.proxy) return { httpsProxy: proxyAddress(connection.proxy, hop), noProxy: '' };
  if (values.proxy) return { httpsProxy: proxyAddress(values.proxy, hop), noProxy: values.noProxy ?? '' };
  return null;
}

/** null: none. It may hold a password. */
export function proxyAddressFor(destination: Destination, values: OutgoingValues): string | null {
  return proxyFor(destination, values)?.httpsProxy ?? null;
}

interface Proxy {
  httpsProxy: string;
  noProxy: string;
}

function proxyAddress(address: string, hop: string): string {
  // HTTPS_PROXY is often written as host:port.
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  throw new ProviderFailure(`The proxy for the ${hop} is not an address like http://proxy.example.org:3128.`, {
    kind: 'unavailable',
    hop,
  });
}

export const plainConnection: ConnectionTraits = { certificateAuthority: null, proxy: null, clientCertificate: null };
