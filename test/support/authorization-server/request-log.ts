/** What was asked of the authorization server, without a secret, and a way to wait for it. */

import { EventEmitter } from 'node:events';

export type Endpoint = 'discovery' | 'jwks' | 'device' | 'token' | 'revocation' | 'userinfo' | 'authorization' | 'page';

/** An endpoint, or one kind of request to the token endpoint: a refresh, a device poll, a code being redeemed. */
export type RequestKind = Endpoint | 'refresh' | 'poll' | 'redeem';

export interface LoggedRequest {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  /** Without its query. */
  path: string;
  endpoint: Endpoint;
  kind: RequestKind;
  grantType: string | null;
  clientId: string | null;
  scope: string | null;
  resources: string[];
  /** The fault that was put in its way. */
  fault: string | null;
  /** What became of it: `cut` means that the connection was closed without an answer. */
  outcome: 'waiting' | 'answered' | 'cut';
  /** HTTP status of the answer. */
  status: number | null;
  /** The OAuth error code of the answer, e.g. `invalid_grant`. */
  error: string | null;
}

export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  /** `arrived` and `finished`, each with the LoggedRequest. */
  readonly events = new EventEmitter().setMaxListeners(0);

  of(kind: RequestKind): LoggedRequest[] {
    return this.entries.filter((entry) => isOf(kind, entry));
  }

  count(kind: RequestKind): number {
    return this.of(kind).length;
  }

  /** Refresh requests that arrived, whatever became of them. */
  refreshes(): number {
    return this.count('refresh');
  }

  /** Resolves with the `nth` request of this kind, counted from 1 since the start, once it has arrived. */
  arrived(kind: RequestKind, nth = 1): Promise<LoggedRequest> {
    return this.#when('arrived', () => this.of(kind)[nth - 1]);
  }

  /** Likewise, once it has been answered or cut. */
  finished(kind: RequestKind, nth = 1): Promise<LoggedRequest> {
    return this.#when('finished', () => this.of(kind).filter((entry) => entry.outcome !== 'waiting')[nth - 1]);
  }

  /** For the server itself. */
  note(entry: LoggedRequest): void {
    this.entries.push(entry);
    this.events.emit('arrived', entry);
  }

  /** For the server itself. */
  finish(entry: LoggedRequest): void {
    this.events.emit('finished', entry);
  }

  #when(event: 'arrived' | 'finished', look: () => LoggedRequest | undefined): Promise<LoggedRequest> {
    return new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (!found) return;
        this.events.off(event, check);
        resolve(found);
      };
      this.events.on(event, check);
      check();
    });
  }
}

export function isOf(kind: RequestKind, entry: Pick<LoggedRequest, 'endpoint' | 'kind'>): boolean {
  return entry.endpoint === kind || entry.kind === kind;
}
