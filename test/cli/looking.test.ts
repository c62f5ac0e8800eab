import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { environmentOf, freshHome } from '../support/daemon.ts';
import { runCli } from './run-cli.ts';

describe('a command that only looks, where nobody has signed in yet', () => {
  const home = freshHome();
  after(() => rmSync(home, { recursive: true, force: true }));

  for (const [command, words] of [
    ['status', /^The daemon does not run\. It starts by itself/],
    ['audit', /^Nobody asked for a token\.\n$/],
    ['permissions list', /^Nobody is signed in, so there is nothing to permit\.\n$/],
    ['store status', /^There is no store yet: it is made with the first sign-in\.\n$/],
    ['profile list', /^There are no profiles yet\./],
    ['daemon status', /not run/],
  ] as const) {
    it(`ends well and starts no daemon: ${command}`, async () => {
      const args = command.split(' ');
      const { code, stdout } = await runCli(args, { environment: environmentOf(home) });
      assert.match(stdout, words);
      if (command !== 'daemon status') {
        assert.equal(code, 0);
        const { stdout: json } = await runCli([...args, '--json'], { environment: environmentOf(home) });
        JSON.parse(json);
      }
      assert.deepEqual(readdirSync(home), []);
    });
  }
});
