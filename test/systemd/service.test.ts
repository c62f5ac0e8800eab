/** What `tokenwell daemon install` and the recipe for timers leave to systemd, with the real one. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCli } from '../cli/run-cli.ts';
import { startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, freshHome, spawnTestDaemon } from '../support/daemon.ts';
import { readRecipe } from '../support/recipes.ts';
import { signInByCode } from '../support/sign-in.ts';
import { type SystemdSession, startSystemdSession } from '../support/systemd-session.ts';

const command = join(import.meta.dirname, '../../bin/tokenwell');

describe('the daemon under systemd', () => {
  const home = freshHome();
  let session: SystemdSession;
  let environment: Record<string, string>;

  before(async () => {
    session = await startSystemdSession();
    environment = { ...session.environment, ...environmentOf(home) };
    const server = await startAuthorizationServer();
    const nightly = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    const daemon = await spawnTestDaemon({ home, profiles: { nightly } });
    await signInByCode(daemon.connection, server, { profile: 'nightly' });
    await daemon.close();
    process.once('exit', () => server.close());
  });

  after(async () => {
    await session.end();
    rmSync(home, { recursive: true, force: true });
  });

  const tokenwell = (...args: string[]) => runCli(args, { environment, folder: home });
  const servingPid = async () => JSON.parse((await tokenwell('daemon', 'status', '--json')).stdout).pid;
  const mainPid = () => session.systemctl('show', '--property=MainPID', '--value', 'tokenwell.service');

  it('is installed, runs, and is started again after a crash', async () => {
    const { code, stdout, stderr } = await tokenwell('daemon', 'install');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The daemon is a service now/);
    assert.equal(await session.systemctl('is-enabled', 'tokenwell.service'), 'enabled');
    const { accounts, running } = JSON.parse((await tokenwell('status', '--json')).stdout);
    assert.deepEqual([running, accounts.length], [true, 1]);

    const before = await mainPid();
    process.kill(Number(before), 'SIGKILL');
    // Whoever asks before it serves again starts a daemon of their own, as without a service.
    while ([before, '0', String(await servingPid())].indexOf(await mainPid()) !== 2) await delay(50);
    const { code: served } = await tokenwell('token', 'nightly');
    assert.deepEqual([served, String(await servingPid())], [0, await mainPid()]);
  });

  it('serves a job of a timer, as the recipe has it', async () => {
    const units = readRecipe('cron.md').blocks.filter(({ language }) => language === 'ini');
    const said = join(session.environment.HOME as string, 'bin');
    mkdirSync(said);
    const job = join(said, 'nightly.sh');
    writeFileSync(
      job,
      `#!/bin/sh\n'${command}' token nightly > '${said}/.new' && mv '${said}/.new' '${said}/token'\n`,
      {
        mode: 0o755,
      },
    );
    for (const { mark, code } of units) {
      const name = mark.replace(/^file=.*\//, '');
      // Every second in place of once a night; the daemon of this test; the folder of the command.
      const unit = code
        .replace('OnCalendar=03:17', 'OnCalendar=*:*:*\nAccuracySec=1s')
        .replace('/usr/local/bin/tokenwell', command)
        .replace('[Service]', `[Service]\nEnvironment=TOKENWELL_HOME=${home}`);
      writeFileSync(join(session.units, name), unit);
    }
    const arrival = once(watch(said), 'change');
    await session.systemctl('daemon-reload');
    await session.systemctl('enable', '--now', 'nightly.timer');
    await arrival;
    while (!existsSync(join(said, 'token'))) await delay(50);
    await session.systemctl('disable', '--now', 'nightly.timer');
  });

  it('is a service no more once it is uninstalled', async () => {
    assert.equal((await tokenwell('daemon', 'uninstall')).code, 0);
    await assert.rejects(session.systemctl('is-enabled', 'tokenwell.service'));
    assert.equal(existsSync(join(session.units, 'tokenwell.service')), false);
    assert.equal(JSON.parse((await tokenwell('status', '--json')).stdout).running, false);
  });
});
