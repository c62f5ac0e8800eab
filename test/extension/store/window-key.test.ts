import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type * as vscode from 'vscode';
import type { Connection } from '../../../clients/node/connection.ts';
import { DaemonUnreachable } from '../../../clients/node/daemon-error.ts';
import type { StoreMigration } from '../../../daemon/api.ts';
import { handOverKey, moveKeyHere } from '../../../extension/store/window-key.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { freshHome, startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { signIn } from '../../support/sign-in.ts';

describe('the key that is moved into this VS Code', () => {
  let server: AuthorizationServer;
  let home: string;
  let tested: TestDaemon;
  let kept: Map<string, string>;
  let secrets: vscode.SecretStorage;
  beforeEach(async () => {
    server = await startAuthorizationServer();
    home = freshHome();
    kept = new Map();
    secrets = {
      get: async (name) => kept.get(name),
      store: async (name, value) => void kept.set(name, value),
      delete: async (name) => void kept.delete(name),
      onDidChange: () => ({ dispose() {} }),
    };
  });
  afterEach(async () => {
    await tested.close();
    await server.close();
    rmSync(home, { recursive: true });
  });

  async function start(store: 'keyfile' | 'memory'): Promise<Connection> {
    const profiles = { lab: { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' } };
    tested = await startTestDaemon({ home, store, profiles });
    return tested.connection;
  }

  /** The daemon moves the key, and its answer does not arrive. */
  const losing = (connection: Connection, meanwhile: () => Promise<unknown>) => ({
    store: () => connection.store(),
    async migrateStore(migration: StoreMigration): Promise<never> {
      await connection.migrateStore(migration);
      await meanwhile();
      throw new DaemonUnreachable('connection_lost', 'The connection broke.');
    },
  });

  it('is there where the answer was lost, and the daemon tells that it was moved', async () => {
    const connection = await start('keyfile');
    await signIn(tested, server);
    const moved = await moveKeyHere(
      secrets,
      losing(connection, async () => {}),
      'keyfile',
    );
    assert.deepEqual([moved.store.kind, moved.old_key.kind, moved.old_key.removed], ['vscode', 'keyfile', false]);
    assert.deepEqual([...kept.keys()], [`dataKey:${moved.store.key_name}`]);
  });

  it('is there where the daemon ended with its answer, and opens the store of the next one', async () => {
    const connection = await start('keyfile');
    await signIn(tested, server);
    const lost = moveKeyHere(
      secrets,
      losing(connection, () => tested.close()),
      'keyfile',
    );
    await assert.rejects(lost, { reason: 'connection_lost' });

    const next = await start('keyfile');
    const store = await next.store();
    assert.deepEqual([store.kind, store.state], ['vscode', 'locked']);
    assert.equal(await handOverKey(secrets, next, store), true);
    assert.ok((await next.token('lab')).access_token);
  });

  it('is forgotten where the daemon said that it moves nothing', async () => {
    const connection = await start('memory');
    await assert.rejects(moveKeyHere(secrets, connection, 'memory'), { code: 'store_not_movable' });
    assert.equal(kept.size, 0);
  });
});
