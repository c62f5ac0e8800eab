/** Sees the certificate of a host while somebody calls it, directly or through a proxy: undici tells it of each request. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { PeerCertificate, TLSSocket } from 'node:tls';

const channel = 'undici:client:sendHeaders';

export function watchCertificate(origin: string) {
  let seen: PeerCertificate | null = null;
  const look = (message: unknown) => {
    const { request, socket } = message as { request?: { origin?: unknown }; socket?: Partial<TLSSocket> };
    if (String(request?.origin) !== origin) return;
    const certificate = socket?.getPeerCertificate?.();
    if (certificate?.valid_to) seen = certificate;
  };
  subscribe(channel, look);
  return {
    /** null: none was seen. */
    certificate: () => seen,
    end: () => unsubscribe(channel, look),
  };
}
