import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccountSummary } from '../../../daemon/api.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { OfflineTokens } from '../../support/offline-tokens.ts';
import { VaultStandIn } from '../../support/vault-stand-in.ts';

describe('an export', function () {
  this.timeout(20_000);
  let tokens: OfflineTokens;
  let vault: VaultStandIn;

  beforeEach(async () => {
    vault = await VaultStandIn.start();
    tokens = await OfflineTokens.start();
  });
  afterEach(async () => {
    await tokens.close();
    vault.close();
  });

  const wish = (environment = vault.environment) => ({
    target: 'vault',
    values: { path: 'secret/lab' },
    environment,
  });

  it('tells nothing of a value that the place quotes in its refusal', async () => {
    const { connection } = tokens.daemon;
    const { value } = await tokens.create();
    const { parts } = await connection.showOneTimeValue(value.id);
    vault.quotesWhatItRefuses = true;
    const error = (await connection.exportOneTimeValue(value.id, wish()).catch((each) => each)) as Error;
    assert.match(error.message, /answered 500: cannot store .*\(hidden\)/);
    for (const part of parts) assert.ok(!error.message.includes(part.value));
    assert.ok(vault.received.some((body) => body.includes(parts[0]?.value ?? 'nothing')));
  });

  it('goes where the caller’s variables say, and by none that the daemon was started with', async () => {
    Object.assign(process.env, vault.environment);
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
      assert.equal(await redeem(vault.stored.refresh_token), 200);
    });

    it('that did not arrive stays here', async () => {
      const { connection } = tokens.daemon;
      const { id, value } = await tokens.create();
      await connection.keepOneTimeValue(value.id, { profile: 'nightly' });
      vault.quotesWhatItRefuses = true;
      const refused = connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
      await assert.rejects(refused, { code: 'export_unavailable' });
      assert.ok((await connection.token('nightly')).access_token);
    });

    it('is not renewed on its way: who needs a new token waits', async () => {
      const { connection } = tokens.daemon;
      const { id, rejected } = await keepOne();
      vault.meanwhile = async () => {
        const late = connection.token('nightly', { rejected, deadline });
        await untilWaits();
        const told = assert.rejects(late, { code: 'deadline_exceeded', message: /an export of its refresh token/ });
        await tokens.clock.advance(deadline * 1000);
        await told;
      };
      await connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
      assert.equal(await redeem(vault.stored.refresh_token), 200);
    });

    it('is renewed for whoever waited, where it did not arrive', async () => {
      const { connection } = tokens.daemon;
      const { id, rejected } = await keepOne();
      vault.quotesWhatItRefuses = true;
      let waiting: ReturnType<typeof connection.token> | undefined;
      vault.meanwhile = () => {
        waiting = connection.token('nightly', { rejected, deadline });
        return untilWaits();
      };
      await assert.rejects(connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true }));
      assert.notEqual(hash((await waiting)?.access_token ?? ''), rejected);
    });

    describe('and of which nobody knows whether it has arrived', () => {
      const day = 24 * 3_600_000;
      const patienceAtEnd = 4_000;
      let next: TestDaemon | undefined;
      afterEach(async () => {
        await next?.daemon.end('stop');
        next = undefined;
      });

      /** Of the same state, and the same machine. */
      const startNext = async () => {
        const { clock, daemon } = tokens;
        next = await startTestDaemon({ clock, home: daemon.home });
        return next.connection;
      };
      /** Until the daemon that ends waits for the export, or has not waited. */
      const untilEnding = async () => {
        assert.ok(!tokens.clock.pending.includes(patienceAtEnd));
        let hasEnded = false;
        void tokens.daemon.daemon.end('stop').then(() => {
          hasEnded = true;
        });
        while (!hasEnded && !tokens.clock.pending.includes(patienceAtEnd)) await nextTurn();
      };

      it('is renewed by itself no more after half a minute, and whoever waited is told', async () => {
        const { connection } = tokens.daemon;
        const { id, rejected } = await keepOne();
        const words = /no answer within half a minute\. Look there whether the token of nightly has arrived/;
        let waiting: Promise<void> | undefined;
        vault.meanwhile = async () => {
          const late = connection.token('nightly', { rejected, deadline: 60 });
          waiting = assert.rejects(late, { code: 'deadline_exceeded', message: words });
          while (!tokens.clock.pending.includes(60_000)) await nextTurn();
          await tokens.clock.advance(30_000);
        };
        const exported = connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
        await assert.rejects(exported, { code: 'export_unavailable', message: words });
        await waiting;
        assert.match((await account(connection)).last_error?.detail ?? '', words);
        await tokens.clock.advance(30 * day);
        assert.equal(await redeem(vault.stored.refresh_token), 200);
      });

      it('is renewed again once a program asks for it here', async () => {
        const { connection } = tokens.daemon;
        const { id, rejected } = await keepOne();
        vault.meanwhile = () => tokens.clock.advance(30_000);
        await assert.rejects(connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true }));
        assert.equal((await account(connection)).next_refresh_at, null);
        await connection.token('nightly', { rejected });
        const { last_error: error, next_refresh_at: at } = await account(connection);
        assert.equal(error, null);
        assert.ok(at);
      });

      it('is waited for when the daemon ends', async () => {
        const { id } = await keepOne();
        vault.meanwhile = untilEnding;
        const { connection } = tokens.daemon;
        await connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true }).catch(() => {});
        await tokens.daemon.daemon.ended;
        await assert.rejects((await startNext()).token('nightly'), { code: 'signed_out' });
        assert.equal(await redeem(vault.stored.refresh_token), 200);
      });

      it('is not renewed by the next daemon either, where this one could not wait so long', async () => {
        const { id } = await keepOne();
        vault.meanwhile = async () => {
          await untilEnding();
          await tokens.clock.advance(patienceAtEnd);
        };
        const { connection } = tokens.daemon;
        await connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true }).catch(() => {});
        await tokens.daemon.daemon.ended;
        const { last_error: error } = await account(await startNext());
        assert.match(error?.detail ?? '', /The daemon ended before there was an answer\. Look there/);
        await tokens.clock.advance(30 * day);
        assert.equal(await redeem(vault.stored.refresh_token), 200);
      });
    });

    it('tells whoever waited for it that it is signed out, where it arrived', async () => {
      const { connection } = tokens.daemon;
      const { id, rejected } = await keepOne();
      let told: Promise<void> | undefined;
      vault.meanwhile = () => {
        told = assert.rejects(connection.token('nightly', { rejected, deadline }), { code: 'signed_out' });
        return untilWaits();
      };
      await connection.exportKeptToken(tokens.account, id, { ...wish(), confirmed: true });
      await told;
    });
  });

  /** Seconds that a caller waits; no other timer takes as long. */
  const deadline = 17;
  const hash = (token: string) => createHash('sha256').update(token).digest('hex');

  /** `rejected`: of its token, so that only a renewal will do. */
  async function keepOne(): Promise<{ id: string; rejected: string }> {
    const { id, value } = await tokens.create();
    await tokens.daemon.connection.keepOneTimeValue(value.id, { profile: 'nightly' });
    return { id, rejected: hash((await tokens.daemon.connection.token('nightly')).access_token) };
  }

  async function account(connection: TestDaemon['connection']): Promise<AccountSummary> {
    const { accounts } = await connection.accounts();
    const found = accounts.find(({ profile }) => profile === 'nightly');
    assert.ok(found);
    return found;
  }

  /** Until the caller's deadline runs. */
  async function untilWaits(): Promise<void> {
    const lastTurn = performance.now() + 10_000;
    while (!tokens.clock.pending.includes(deadline * 1000)) {
      assert.ok(performance.now() < lastTurn, 'nobody waits for the token');
      await nextTurn();
    }
  }

  async function redeem(refreshToken = ''): Promise<number> {
    const client = { client_id: tokens.server.clientId };
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, ...client });
    return (await fetch(`${tokens.server.issuer}/token`, { method: 'POST', body })).status;
  }
});
