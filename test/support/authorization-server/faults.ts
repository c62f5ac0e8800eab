/** Everything that can go wrong between a client and its authorization server, scripted by tests request by request. */

import { type Answer, type Exchange, json } from './exchange.ts';
import { isOf, type LoggedRequest, type RequestKind } from './request-log.ts';

export interface Fault {
  /** For the log. */
  name: string;
  /** Stands in for the plain way, which is `exchange.send(await exchange.forward())`. */
  handle(exchange: Exchange): Promise<void> | void;
}

export class Faults {
  readonly #once: { kind: RequestKind; fault: Fault }[] = [];
  readonly #lasting = new Map<RequestKind, Fault>();

  /** The next request of this kind meets the fault; several are met in their order. */
  next(kind: RequestKind, ...faults: Fault[]): void {
    for (const fault of faults) this.#once.push({ kind, fault });
  }

  /** Every request of this kind meets the fault, until `clear`. */
  always(kind: RequestKind, fault: Fault): void {
    this.#lasting.set(kind, fault);
  }

  /** Requests that already met a fault stay with it. */
  clear(): void {
    this.#once.length = 0;
    this.#lasting.clear();
  }

  /** For the server itself: the fault that this request meets. */
  take(request: LoggedRequest): Fault | null {
    const index = this.#once.findIndex(({ kind }) => isOf(kind, request));
    if (index >= 0) return this.#once.splice(index, 1)[0]?.fault ?? null;
    return this.#lasting.get(request.kind) ?? this.#lasting.get(request.endpoint) ?? null;
  }
}

/** The server does its work (a refresh token is rotated), then the connection dies before a byte of the answer. */
export function dropAnswer(): Fault {
  return {
    name: 'answer dropped',
    async handle(exchange) {
      await exchange.forward();
      exchange.cut();
    },
  };
}

/** The connection dies before the server has heard anything. */
export function dropRequest(): Fault {
  return { name: 'request dropped', handle: (exchange) => exchange.cut() };
}

/** The server hears of it only when the gate opens. */
export function holdRequest(gate: Promise<unknown>): Fault {
  return {
    name: 'request held',
    async handle(exchange) {
      await gate;
      exchange.send(await exchange.forward());
    },
  };
}

/** The server does its work at once; the answer leaves when the gate opens. */
export function holdAnswer(gate: Promise<unknown>): Fault {
  return {
    name: 'answer held',
    async handle(exchange) {
      const answer = await exchange.forward();
      await gate;
      exchange.send(answer);
    },
  };
}

/** Never answered; the connection stays open until the client or the server's `close` ends it. */
export function freeze(): Fault {
  return { name: 'frozen', handle: () => {} };
}

/** A plain HTTP error, e.g. 503 with `retryAfter` as the header's text: seconds, a date, or nonsense. */
export function status(code: number, options: { retryAfter?: string | number } = {}): Fault {
  const headers: Record<string, string> = { 'content-type': 'text/plain' };
  if (options.retryAfter !== undefined) headers['retry-after'] = String(options.retryAfter);
  return answerWith({ status: code, headers, body: 'The scripted fault says no.' }, `status ${code}`);
}

/** An error answer of RFC 6749 §5.2, without asking the real server. */
export function oauthError(error: string, description?: string, code = 400): Fault {
  const body = { error, ...(description === undefined ? {} : { error_description: description }) };
  return answerWith(json(body, code), error);
}

/** What RFC 8628 §3.5 has and oidc-provider never sends by itself. */
export function slowDown(): Fault {
  return oauthError('slow_down', 'polled too fast');
}

/** A page where JSON is due, as captive portals and proxies send. */
export function html(code = 200): Fault {
  const body = '<!DOCTYPE html><title>Welcome to the hotel</title><h1>Please accept our terms</h1>';
  return answerWith({ status: code, headers: { 'content-type': 'text/html' }, body }, 'HTML');
}

/** Says that it is JSON, and is not. */
export function garbage(): Fault {
  return answerWith(
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{"access_token": "canary-torn' },
    'garbage',
  );
}

/** A body that never ends; it stops when the client hangs up. */
export function endless(): Fault {
  return { name: 'endless body', handle: (exchange) => exchange.sendEndless() };
}

export function answerWith(answer: Answer, name = `status ${answer.status}`): Fault {
  return { name, handle: (exchange) => exchange.send(answer) };
}

/** The real answer, its JSON changed: `rewrite((body) => ({ ...body, expires_in: '15' }))`. */
export function rewrite(change: (body: Record<string, unknown>) => unknown): Fault {
  return {
    name: 'body rewritten',
    async handle(exchange) {
      const answer = await exchange.forward();
      exchange.send({ ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) });
    },
  };
}

/** The real answer, from a server whose clock is off by so many seconds. */
export function dateSkew(seconds: number): Fault {
  return {
    name: 'Date skewed',
    async handle(exchange) {
      const answer = await exchange.forward();
      const date = new Date(Date.now() + seconds * 1000).toUTCString();
      exchange.send({ ...answer, headers: { ...answer.headers, date } });
    },
  };
}

/** A promise and the function that fulfils it, for `holdRequest` and `holdAnswer`. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
