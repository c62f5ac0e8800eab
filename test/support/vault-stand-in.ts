/** A Vault that can be told to refuse, and to wait; the real one is asked in test/backends/. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export class VaultStandIn {
  /** Bodies of what was to be written. */
  readonly received: string[] = [];
  /** What is written is answered with 500, and the words of it. */
  quotesWhatItRefuses = false;
  /** Done when something has come and is not answered yet. */
  meanwhile: () => Promise<unknown> | unknown = () => {};
  readonly #server = createServer(async (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.method === 'GET') {
      response.end(JSON.stringify({ data: { path: 'secret/', type: 'kv', options: { version: '2' } } }));
      return;
    }
    const body = await text(request);
    this.received.push(body);
    await this.meanwhile();
    if (this.quotesWhatItRefuses) response.writeHead(500).end(JSON.stringify({ errors: [`cannot store ${body}`] }));
    else response.end('{}');
  });

  static async start(): Promise<VaultStandIn> {
    const vault = new VaultStandIn();
    vault.#server.listen(0, '127.0.0.1');
    await once(vault.#server, 'listening');
    return vault;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What reaches it, as variables. */
  get environment(): Record<string, string> {
    return { VAULT_ADDR: this.address, VAULT_TOKEN: 'canary-token-of-vault' };
  }

  /** The newest secret. */
  get stored(): Record<string, string> {
    return JSON.parse(this.received.at(-1) ?? '{}').data ?? {};
  }

  close(): void {
    this.#server.close();
  }
}
