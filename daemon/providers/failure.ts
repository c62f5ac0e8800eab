/** How a request to an authorization server went wrong, in the terms by which the engine decides what to do next. */

export type FailureKind =
  /** The server answered with an OAuth error (RFC 6749 §5.2); `error` has it. Nothing was issued or rotated. */
  | 'refused'
  /** The request was surely not carried out: no connection, TLS failure, 429, 5xx that says so. Safe to send again later. */
  | 'unavailable'
  /** The request may have been carried out and its answer is gone: a cut connection, a time-out, an unreadable 200, 502, 504. */
  | 'answer_lost';

export interface FailureDetails {
  kind: FailureKind;
  /** OAuth `error`, e.g. `invalid_grant`; only where `kind` is `refused`. */
  error?: string;
  /** Where: `token endpoint of auth.example.org`. */
  hop: string;
  /** Seconds; from `Retry-After`, already parsed and bounded. */
  retryAfter?: number;
  /** The server's answer was not what the protocol allows (HTML, JSON without members). */
  malformed?: boolean;
}

/** Thrown by providers. `message` is a whole sentence for people, without secrets and without the server's free text. */
export class ProviderFailure extends Error {
  readonly kind: FailureKind;
  readonly error: string | undefined;
  readonly hop: string;
  readonly retryAfter: number | undefined;
  readonly malformed: boolean;

  constructor(message: string, details: FailureDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderFailure';
    this.kind = details.kind;
    this.error = details.error;
    this.hop = details.hop;
    this.retryAfter = details.retryAfter;
    this.malformed = details.malformed ?? false;
  }

  /** The one answer that ends an account: the server says that the grant itself is no longer valid. */
  get endsGrant(): boolean {
    return this.kind === 'refused' && this.error === 'invalid_grant';
  }
}
