/** The live table of the demo: a line each time the daemon renews the token, and on a terminal a line that moves. */

import { paint } from '../../cli/output/paint.ts';
import type { AccountSummary } from '../../daemon/api.ts';

/** What the Python script reports of one call. */
export interface ScriptCall {
  /** HTTP status of the API. */
  status: number;
  /** Seconds that the daemon took to answer. */
  waited: number;
}

const columns = [9, 10, 18, 18, 14, 9];

export class Renewals {
  #expiresAt: number;
  #calls: ScriptCall[] = [];
  #count = 0;
  #moving: NodeJS.Timeout | undefined;

  constructor(account: AccountSummary) {
    this.#expiresAt = account.token_expires_at ?? 0;
  }

  get count(): number {
    return this.#count;
  }

  /** Calls that an API refused for their token. */
  get refused(): number {
    return this.#calls.filter(({ status }) => status === 401).length;
  }

  start(): void {
    const titles = ['renewal', 'at', 'the old one had', 'the new one has', 'script calls', 'refused'];
    print(paint('dim', row(titles)));
    if (process.stdout.isTTY) this.#moving = setInterval(() => this.#move(), 250);
  }

  stop(): void {
    clearInterval(this.#moving);
    clearLine();
  }

  called(call: ScriptCall): void {
    this.#calls.push(call);
  }

  renewed(account: AccountSummary): void {
    const now = Date.now() / 1000;
    const left = this.#expiresAt - now;
    this.#expiresAt = account.token_expires_at ?? 0;
    this.#count += 1;
    const early = `${left.toFixed(1)} s left`;
    const cells = [
      `${this.#count}`,
      new Date().toTimeString().slice(0, 8),
      left > 0 ? early : 'expired',
      `${Math.round(this.#expiresAt - now)} s`,
      `${this.#calls.length}`,
      `${this.refused}`,
    ];
    print(paint(left > 0 && this.refused === 0 ? 'green' : 'red', row(cells)));
  }

  summary(): string {
    const waits = this.#calls.map(({ waited }) => waited * 1000);
    const longest = Math.max(0, ...waits).toFixed(1);
    return `The script made ${this.#calls.length} calls; ${this.refused} were refused. Its longest wait for a token was ${longest} ms.`;
  }

  /** Counts down on one line that is written again and again. */
  #move(): void {
    const left = Math.max(0, this.#expiresAt - Date.now() / 1000);
    const bar = '█'.repeat(Math.round(left)).padEnd(15, '░');
    clearLine();
    process.stdout.write(paint('dim', `   ${bar}  the token at hand lives ${left.toFixed(0).padStart(2)} s more`));
  }
}

function row(cells: string[]): string {
  return `  ${cells.map((cell, index) => cell.padEnd(columns[index] ?? 0)).join('')}`.trimEnd();
}

function print(line: string): void {
  clearLine();
  console.log(line);
}

function clearLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
}
