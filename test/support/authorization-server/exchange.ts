/** One request on its way: what a fault can do with it. */

import type { ServerResponse } from 'node:http';
import type { LoggedRequest } from './request-log.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

export interface Exchange {
  request: LoggedRequest;
  /** Lets the real server do its work, and gives its answer without sending it. */
  forward(): Promise<Answer>;
  send(answer: Answer): void;
  sendEndless(): void;
  /** Closes the connection without a byte. */
  cut(): void;
}

export function json(body: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function openExchange(
  request: LoggedRequest,
  response: ServerResponse,
  forward: () => Promise<Answer>,
  finished: () => void,
): Exchange {
  const finish = (outcome: LoggedRequest['outcome'], answer?: Answer) => {
    request.outcome = outcome;
    request.status = answer?.status ?? null;
    request.error = errorCode(answer);
    finished();
  };
  return {
    request,
    forward,
    send(answer) {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      finish('answered', answer);
    },
    sendEndless() {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = ' '.repeat(16_384);
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pour);
      pour();
      finish('answered');
    },
    cut() {
      response.destroy();
      finish('cut');
    },
  };
}

function errorCode(answer: Answer | undefined): string | null {
  if (!answer?.body.startsWith('{')) return null;
  try {
    const { error } = JSON.parse(answer.body) as { error?: unknown };
    return typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}
