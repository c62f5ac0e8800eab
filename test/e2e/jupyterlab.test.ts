import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { peerEnvironment } from '../../scripts/python-environment.ts';
import { runCell } from '../support/jupyter-kernel.ts';
import { useLab } from './lab.ts';

const source = join(import.meta.dirname, '../../clients/python/src');
/** Jupyter's own, for its page; no token of ours. */
const page = 'page';

describe('a JupyterLab that was started in the terminal of VS Code', function () {
  this.timeout(180_000);
  const lab = useLab();
  const { vscode } = lab;
  let address = '';
  afterEach(async () => {
    if (address)
      await fetch(new URL('api/shutdown', address), { method: 'POST', headers: { Authorization: 'token page' } });
  });

  it('has tokens in its notebooks, once its workspace was allowed them', async () => {
    const bin = peerEnvironment('jupyterlab');
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.terminal.open();
    const options = `--no-browser --allow-root --ip=127.0.0.1 --port=0 --IdentityProvider.token=${page}`;
    const variables = `PATH=${bin}:$PATH PYTHONPATH=${source} JUPYTER_RUNTIME_DIR=$PWD/runtime`;
    await window.terminal.run(`(${variables} jupyter-lab ${options} >jupyter.log 2>&1 &)`);
    address = await listening();

    const cell = 'import tokenwell; print(tokenwell.token("lab"))';
    const printed = runCell(address, page, cell);
    await window.modal.asks('thesis wants tokens of alice · lab');
    await window.modal.click('Allow for This Workspace');
    assert.equal((await lab.server.userinfo((await printed).trim()))?.preferred_username, 'alice');
  });

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
