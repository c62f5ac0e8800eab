import assert from 'node:assert/strict';
import { CommandLine } from '../support/command-line.ts';
import { startTapis } from '../support/tapis.ts';
import { startTapis3 } from '../support/tapis3.ts';

const input = 'canary-password\n';

for (const [system, start] of [
  ['tapis', startTapis],
  ['tapis3', startTapis3],
] as const) {
  describe(`tokenwell with the system ${system}`, () => {
    let server: { origin: string; close(): Promise<void> };
    let shell: CommandLine;

    before(async () => {
      server = await start();
      shell = new CommandLine();
      const added = await shell.tokenwell([
        'profile',
        'add',
        system,
        '--system',
        system,
        '--set',
        `address=${server.origin}`,
      ]);
      assert.equal(added.exitCode, 0, added.stderr);
    });
    after(async () => {
      await shell.close();
      await server.close();
    });

    it('says that a password is wrong, and is signed in nowhere', async () => {
      const wrong = await shell.tokenwell(['login', system, '--user', 'alice'], { input: 'canary-wrong\n' });
      assert.notEqual(wrong.exitCode, 0);
      assert.match(wrong.stderr, /does not accept this user name and password/);
      assert.match((await shell.tokenwell(['token', system])).stderr, /Nobody is signed in/);
    });

    it('signs in, and gets a new token on demand', async () => {
      const login = await shell.tokenwell(['login', system, '--user', 'alice'], { input });
      assert.equal(login.exitCode, 0, login.stderr);
      const { stdout: first } = await shell.tokenwell(['token', system]);
      const { stdout: second, stderr } = await shell.tokenwell(['token', system, '--refresh']);
      assert.ok(second.trim() !== '' && second !== first, stderr);
    });
  });
}
