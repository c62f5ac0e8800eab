/** What can go wrong between one of our programs and the daemon. `message` is for people in all of them. */

import type { ErrorCode } from '../../daemon/errors.ts';

/** The daemon answered with a problem document (RFC 9457). */
export class DaemonError extends Error {
  /** From the table in docs/errors.md. */
  readonly code: ErrorCode;
  /** The problem's title, e.g. `Nobody is signed in`. */
  readonly title: string;
  readonly status: number;
  /** Members besides the standard ones: `hop`, `retry_after`, `accounts`. */
  readonly extensions: { hop?: string; retry_after?: number; accounts?: { id: string; name: string }[] };

  constructor(problem: Record<string, unknown>, status: number) {
    const { type: _type, title, status: _status, code, detail, ...extensions } = problem;
    super(typeof detail === 'string' ? detail : `The daemon answered with HTTP status ${status}.`);
    this.name = 'DaemonError';
    this.code = (typeof code === 'string' ? code : 'internal_error') as ErrorCode;
    this.title = typeof title === 'string' ? title : 'The daemon refused';
    this.status = status;
    this.extensions = extensions;
  }

  get detail(): string {
    return this.message;
  }
}

export type UnreachableReason =
  /** No daemon was found, or nobody listens where it was. */
  | 'not_running'
  /** The connection broke before the answer was complete. */
  | 'connection_lost'
  /** No answer within the call's deadline. */
  | 'timeout'
  /** Something answers that is not our daemon. */
  | 'not_the_daemon';

/** No answer of the daemon was had. */
export class DaemonUnreachable extends Error {
  readonly reason: UnreachableReason;

  constructor(reason: UnreachableReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DaemonUnreachable';
    this.reason = reason;
  }
}
