/** What undici throws, in words for people and in the terms of `failure.ts`. */

import { ProviderFailure } from './failure.ts';

interface Circumstances {
  hop: string;
  /** The request may have left this machine. */
  sent: boolean;
  /** The caller ended it, or time was up. */
  aborted: boolean;
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved now',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  BAD_PORT: 'its port is one that web programs never call; give the server another',
  UND_ERR_ABORTED: 'the proxy refused to connect to it',
};

export function explainTransportError(error: unknown, { hop, sent, aborted }: Circumstances): Error {
  if (error instanceof ProviderFailure) return error;
  const code = transportCodeOf(error);
  if (aborted) {
    const kind = sent ? 'answer_lost' : 'unavailable';
    return new ProviderFailure(`The ${hop} did not answer in time.`, { kind, hop }, { cause: error });
  }
  if (sent ? isCertificateAlert(code) : isTlsFailure(code)) {
    const message = `No secure connection to the ${hop}: its TLS handshake or certificate was not accepted (${code}). If its CA is your organisation's own, name it as \`ca_file\`.`;
    return new ProviderFailure(message, { kind: 'unavailable', hop }, { cause: error });
  }
  if (!sent) {
    const reason = reasons[code] ?? `the connection failed (${code})`;
    return new ProviderFailure(
      `The ${hop} cannot be reached: ${reason}.`,
      { kind: 'unavailable', hop },
      { cause: error },
    );
  }
  const message = `The connection to the ${hop} was cut before its answer was complete.`;
  return new ProviderFailure(message, { kind: 'answer_lost', hop }, { cause: error });
}

/** OpenSSL's own errors, and the codes of certificate verification. */
function isTlsFailure(code: string): boolean {
  return /^(ERR_SSL_|ERR_TLS_|UND_ERR_PRX_TLS)|CERT|SIGNATURE|_CRL_|HOSTNAME_MISMATCH/.test(code) || code === 'EPROTO';
}

/** In TLS 1.3 a server refuses the client's certificate after the client may write, but before it reads a request. */
function isCertificateAlert(code: string): boolean {
  return /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code);
}

/** The innermost code, also of a `ProviderFailure` made here: undici's fetch wraps the cause in a TypeError, Node wraps several addresses in an AggregateError. */
export function transportCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  // https://fetch.spec.whatwg.org/#port-blocking; undici tells it by words alone.
  if (error.message === 'bad port') return 'BAD_PORT';
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const deeper = inner instanceof Error ? transportCodeOf(inner) : 'UNKNOWN';
  if (deeper !== 'UNKNOWN') return deeper;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'UNKNOWN';
}
