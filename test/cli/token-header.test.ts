import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, startTestDaemon } from '../support/daemon.ts';
import { startTapis3 } from '../support/tapis3.ts';
import { runCli } from './run-cli.ts';

describe('tokenwell token --header', () => {
  it('prints the header that the APIs of its system take', async () => {
    const tapis = await startTapis3();
    const profile = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' };
    const daemon = await startTestDaemon({ profiles: { tapis3: profile } });
    try {
      const wish = { profile: 'tapis3', flow: 'password', username: 'alice', password: 'canary-password' } as const;
      assert.ok((await daemon.connection.startSignIn(wish)).account);
      const environment = environmentOf(daemon.home);
      const { stdout } = await runCli(['token', 'tapis3', '--header'], { environment });
      assert.match(stdout, /^X-Tapis-Token: \S+\n$/);
      const [name = '', value = ''] = stdout.trim().split(': ');
      assert.equal((await fetch(`${tapis.origin}/v3/systems`, { headers: { [name]: value } })).status, 200);
      // The small shell script leaves it to the command proper.
      const launcher = join(import.meta.dirname, '../../bin/tokenwell');
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
      const launched = await promisify(execFile)(launcher, ['token', 'tapis3', '--header'], { env });
      assert.equal(launched.stdout, stdout);
    } finally {
      await daemon.close();
      await tapis.close();
    }
  });
});
