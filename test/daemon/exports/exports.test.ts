import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OfflineTokens } from '../../support/offline-tokens.ts';

/** To a Vault that can be told to refuse; the real one is asked in test/backends/. */
describe('an export', function () {
  this.timeout(20_000);
  let tokens: OfflineTokens;
  let vault: Server;
  let address: string;
  let quotesWhatItRefuses: boolean;
  let received: string[];

  beforeEach(async () => {
    quotesWhatItRefuses = false;
    received = [];
    vault = createServer(async (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (request.method === 'GET') {
        response.end(JSON.stringify({ data: { path: 'secret/', type: 'kv', options: { version: '2' } } }));
        return;
      }
      const body = await text(request);
      received.push(body);
      if (quotesWhatItRefuses) response.writeHead(500).end(JSON.stringify({ errors: [`cannot store ${body}`] }));
      else response.end('{}');
    });
    vault.listen(0, '127.0.0.1');
    await once(vault, 'listening');
    address = `http://127.0.0.1:${(vault.address() as AddressInfo).port}`;
    tokens = await OfflineTokens.start();
  });
  afterEach(async () => {
    await tokens.close();
    vault.close();
  });

  const wish = (environment = { VAULT_ADDR: address, VAULT_TOKEN: 'canary-token-of-vault' }) => ({
    target: 'vault',
    values: { path: 'secret/lab' },
    environment,
  });

  it('tells nothing of a value that the place quotes in its refusal', async () => {
    const { connection } = tokens.daemon;
    const { value } = await tokens.create();
    const { parts } = await connection.showOneTimeValue(value.id);
    quotesWhatItRefuses = true;
    const error = (await connection.exportOneTimeValue(value.id, wish()).catch((each) => each)) as Error;
    assert.match(error.message, /answered 500: cannot store .*\(hidden\)/);
    for (const part of parts) assert.ok(!error.message.includes(part.value));
    assert.ok(received.some((body) => body.includes(parts[0]?.value ?? 'nothing')));
  });

  it('goes where the caller’s variables say, and by none that the daemon was started with', async () => {
    process.env.VAULT_ADDR = address;
    process.env.VAULT_TOKEN = 'canary-token-of-vault';
    try {
      const { connection } = tokens.daemon;
      const nothing = { target: 'vault', values: { path: 'secret/lab' } };
      await assert.rejects(connection.checkExport(nothing), { code: 'export_not_configured' });
      assert.match((await connection.checkExport(wish())).place, /^secret\/lab in the Vault at 127\.0\.0\.1/);
    } finally {
      delete process.env.VAULT_ADDR;
      delete process.env.VAULT_TOKEN;
    }
  });

  describe('of one that is kept here and redeemed for access tokens', () => {
    it('hands it over: it is served here no more, and lives on at the server', async () => {
      const { connection } = tokens.daemon;
      const { id, value } = await tokens.create();
      await connection.keepOneTimeValue(value.id, { profile: 'nightly' });
      await connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
      await assert.rejects(connection.token('nightly'), { code: 'signed_out' });
      assert.ok((await connection.token('lab')).access_token, 'the sign-in itself goes on');
      const given = JSON.parse(received.at(-1) ?? '').data.refresh_token;
      const body = new URLSearchParams({
        ...{ grant_type: 'refresh_token', refresh_token: given, client_id: tokens.server.clientId },
      });
      const redeemed = await fetch(`${tokens.server.issuer}/token`, { method: 'POST', body });
      assert.equal(redeemed.status, 200);
    });

    it('that did not arrive stays here', async () => {
      const { connection } = tokens.daemon;
      const { id, value } = await tokens.create();
      await connection.keepOneTimeValue(value.id, { profile: 'nightly' });
      quotesWhatItRefuses = true;
      const refused = connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
      await assert.rejects(refused, { code: 'export_unavailable' });
      assert.ok((await connection.token('nightly')).access_token);
    });
  });
});
