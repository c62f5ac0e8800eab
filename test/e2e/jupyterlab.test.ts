import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { peerEnvironment } from '../../scripts/python-environment.ts';
import { end } from '../support/daemon.ts';
import { runCell } from '../support/jupyter-kernel.ts';
import { useLab } from './lab.ts';

const source = join(import.meta.dirname, '../../clients/python/src');
/** Jupyter's own, for its page; no token of ours. */
const page = 'page';

describe('a JupyterLab that was started in the terminal of VS Code', function () {
  this.timeout(180_000);
  // Before those of the lab: nobody may write in the workspace while that is emptied.
  afterEach(endJupyter);
  const lab = useLab();
  const { vscode } = lab;
  let bin: string;
  before(function () {
    // The first run installs it.
    this.timeout(600_000);
    bin = peerEnvironment('jupyterlab');
  });

  it('has tokens in its notebooks, once its workspace was allowed them', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.terminal.open();
    const options = `--no-browser --allow-root --ip=127.0.0.1 --port=0 --IdentityProvider.token=${page}`;
    const variables = `PATH=${bin}:$PATH PYTHONPATH=${source} JUPYTER_RUNTIME_DIR=$PWD/runtime`;
    await window.terminal.run(`(${variables} jupyter-lab ${options} >jupyter.log 2>&1 & echo $! >jupyter.pid)`);
    const address = await listening();

    const cell = 'import tokenwell; print(tokenwell.token("lab"))';
    const printed = runCell(address, page, cell);
    await window.modal.asks('thesis wants tokens of alice · lab');
    await window.modal.click('Allow for This Workspace');
    assert.equal((await lab.server.userinfo((await printed).trim()))?.preferred_username, 'alice');
  });

  /** With its kernels, whether it has come to listen or not. */
  async function endJupyter(): Promise<void> {
    const file = join(vscode.workspace, 'jupyter.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (pid > 0) await end(pid);
  }

  /** Resolves with its address, once it answers there. */
  async function listening(): Promise<string> {
    for (;;) {
      const [file] = globSync(join(vscode.workspace, 'runtime/jpserver-*.json'));
      try {
        const { url } = JSON.parse(readFileSync(file ?? '', 'utf8'));
        if ((await fetch(new URL('api/status', url), { headers: { Authorization: `token ${page}` } })).ok) return url;
      } catch {
        // It is not there yet, or half written.
      }
      await delay(100);
    }
  }
});
