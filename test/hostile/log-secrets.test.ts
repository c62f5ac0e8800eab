import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  type AuthorizationServer,
  garbage,
  html,
  oauthError,
  startAuthorizationServer,
} from '../support/authorization-server.ts';
import { type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';

describe('the log at its most verbose', () => {
  let server: AuthorizationServer;
  let daemon: SpawnedDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    const secret = {
      issuer: server.issuer,
      client_id: server.clients.secret.clientId,
      token_endpoint_auth_method: 'client_secret_basic' as const,
    };
    daemon = await spawnTestDaemon({ settings: { log_level: 'trace' }, profiles: { lab, secret } });
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  it('has no token, code, secret or key, whatever goes well or wrong', async () => {
    const secrets: string[] = [];
    const { connection, paths } = daemon;

    const account = await signInByCode(connection, server);
    const token = await connection.token('lab');
    secrets.push(token.access_token);
    for (const fault of [garbage(), html(), oauthError('server_error', 'canary-description')]) {
      server.faults.next('refresh', fault, fault);
      await connection.token('lab', { min_ttl: 100_000, deadline: 1 }).catch(() => {});
    }

    const device = await connection.startSignIn({ profile: 'lab' });
    secrets.push(device.user_code ?? '');
    await connection.cancelSignIn(device.id);
    const { clientSecret } = server.clients.secret;
    const pasted = {
      profile: 'secret',
      flow: 'paste' as const,
      refresh_token: 'canary-refresh',
      client_secret: clientSecret,
    };
    await connection.startSignIn(pasted).catch(() => {});
    await connection.unlockStore({ passphrase: 'canary-passphrase' }).catch(() => {});
    const { key_file } = await connection.clientKey('/somewhere');
    secrets.push(readFileSync(key_file, 'utf8'), readFileSync(`${paths.state}/data.key`, 'utf8').trim());
    await connection.signOut(account.id);

    const log = daemon.log();
    assert.match(log, /sign-in/, 'the log did tell of the sign-in');
    assert.doesNotMatch(log, /canary/);
    for (const secret of secrets) assert.ok(secret.length > 5 && !log.includes(secret));
  });
});
