/** One request for a token over a Unix socket, written as bytes: the same few lines measure every peer. */

import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface RawCall {
  /** Path of the Unix socket. */
  socket: string;
  /** What is written to it. */
  request: string;
}

/** Milliseconds until a caller gives up: a little more than the 10 s after which Tokenwell tells that it cannot serve. */
export const patience = 12_000;

const noAnswer = `no answer within ${patience / 1000} s`;

export function tokenwellCall(socket: string, profile: string, query = ''): RawCall {
  return { socket, request: httpRequest(`/v1/token/${profile}${query}`, 'close') };
}

/** One JSON object a connection, without a length ahead of it. */
export function oidcAgentCall(socket: string, account: string): RawCall {
  const request = { request: 'access_token', account, min_valid_period: 0, application_hint: 'bench' };
  return { socket, request: JSON.stringify(request) };
}

/** Connects, asks and reads to the end. Resolves with the milliseconds that it took; rejects where no token came. */
export async function callOnce(call: RawCall): Promise<number> {
  const start = performance.now();
  for (;;) {
    try {
      checkToken(await readToEnd(call));
      return performance.now() - start;
    } catch (error) {
      // The backlog is full. A blocking connect, as curl's or Python's, waits here.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (performance.now() - start > patience) throw new Error(noAnswer);
      await delay(5 + Math.random() * 20);
    }
  }
}

function readToEnd({ socket, request }: RawCall): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const connection = connect(socket, () => connection.write(request));
    connection.setEncoding('utf8');
    connection.setTimeout(patience, () => connection.destroy(new Error(noAnswer)));
    connection.on('data', (text: string) => {
      answer += text;
    });
    connection.on('end', () => resolve(answer));
    connection.on('error', reject);
  });
}

/** A connection to Tokenwell's socket that stays open, as an HTTP client with a pool has it. */
export class KeptConnection {
  readonly #socket: Socket;
  readonly #request: string;

  constructor(socket: string, profile: string) {
    this.#socket = connect(socket).setEncoding('utf8');
    this.#request = httpRequest(`/v1/token/${profile}`, 'keep-alive');
  }

  async call(): Promise<number> {
    const start = performance.now();
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const read = (chunk: string) => {
        text += chunk;
        if (!isWhole(text)) return;
        this.#socket.off('data', read).off('error', reject);
        resolve(text);
      };
      this.#socket.on('data', read).on('error', reject);
      this.#socket.write(this.#request);
    });
    checkToken(answer);
    return performance.now() - start;
  }

  close(): void {
    this.#socket.destroy();
  }
}

function httpRequest(path: string, connection: 'close' | 'keep-alive'): string {
  return `GET ${path} HTTP/1.1\r\nHost: tokenwell\r\nAccept: application/json\r\nConnection: ${connection}\r\n\r\n`;
}

function isWhole(text: string): boolean {
  const bodyStart = text.indexOf('\r\n\r\n') + 4;
  const length = /^content-length: (\d+)\r$/im.exec(text)?.[1];
  return bodyStart > 3 && text.length >= bodyStart + Number(length);
}

/** Says what came instead of a token, and never the token. */
function checkToken(answer: string): void {
  if (answer.includes('"access_token"')) return;
  const words = /"(?:detail|error)": ?"([^"]*)"/.exec(answer)?.[1];
  throw new Error(words ?? 'no token in the answer');
}
