import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchdAgent, systemdUnit } from '../../cli/daemon-control/service-file.ts';
import { environmentOf, freshHome } from '../support/daemon.ts';
import { runCli } from './run-cli.ts';

describe('the daemon as a service', () => {
  const service = {
    command: ['/opt/my node', '/a$b/50%"\\.mjs', '--stay'],
    environment: { TOKENWELL_HOME: '/a & <b> $c' },
  };

  it('is told to systemd with every odd character quoted', () => {
    const unit = systemdUnit(service);
    assert.match(unit, /^ExecStart="\/opt\/my node" "\/a\$\$b\/50%%\\"\\\\\.mjs" "--stay"$/m);
    assert.match(unit, /^Environment="TOKENWELL_HOME=\/a & <b> \$c"$/m);
  });

  it('is told to launchd with every odd character escaped', () => {
    const agent = launchdAgent(service);
    assert.match(agent, /<string>\/opt\/my node<\/string>\n {4}<string>\/a\$b\/50%"\\\.mjs<\/string>/);
    assert.match(agent, /<string>\/a &amp; &lt;b&gt; \$c<\/string>/);
  });

  describe('with a service manager that does as it is told', () => {
    let home: string;
    let environment: Record<string, string>;

    before(() => {
      home = freshHome();
      const tools = join(home, 'tools');
      mkdirSync(tools);
      environment = {
        ...environmentOf(home),
        XDG_CONFIG_HOME: join(home, 'xdg'),
        PATH: `${tools}:${process.env.PATH}`,
      };
      const unit = join(home, 'xdg/systemd/user/tokenwell.service');
      writeFileSync(
        join(tools, 'systemctl'),
        `#!/bin/bash
echo "$*" >> '${home}/calls'
[ "$2" = restart ] && eval "setsid $(sed -n 's/^ExecStart=//p' '${unit}') >/dev/null 2>&1 &"
exit 0
`,
      );
      chmodSync(join(tools, 'systemctl'), 0o755);
    });

    after(async () => {
      await runCli(['daemon', 'stop'], { environment });
      rmSync(home, { recursive: true, force: true });
    });

    it('is installed, runs, and is taken away again', async () => {
      const installed = await runCli(['daemon', 'install'], { environment });
      assert.equal(installed.code, 0, installed.stderr);
      assert.match(installed.stdout, /starts when you log in[^]*enable-linger/);
      assert.equal((await runCli(['daemon', 'status'], { environment })).code, 0);
      assert.equal((await runCli(['daemon', 'uninstall'], { environment })).code, 0);
      assert.equal(existsSync(join(home, 'xdg/systemd/user/tokenwell.service')), false);
      assert.deepEqual(readFileSync(join(home, 'calls'), 'utf8').trim().split('\n'), [
        '--user show-environment',
        '--user daemon-reload',
        '--user enable tokenwell.service',
        '--user restart tokenwell.service',
        '--user show-environment',
        '--user disable --now tokenwell.service',
        '--user daemon-reload',
      ]);
    });
  });
});
