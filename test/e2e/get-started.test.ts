import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useLab } from './lab.ts';

describe('the walkthrough', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('leads from nothing to a token in a notebook, and brings the Python package along', async function () {
    this.timeout(120_000);
    const python = join(vscode.workspace, '.venv/bin/python');
    execFileSync('python3', ['-m', 'venv', join(vscode.workspace, '.venv')]);
    const cell = { cell_type: 'code', metadata: {}, source: ['1 + 1'], outputs: [], execution_count: null };
    const metadata = { language_info: { name: 'python' } };
    const notebook = { cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(join(vscode.workspace, 'measured.ipynb'), JSON.stringify(notebook));
    const window = await vscode.openWindow();

    await window.walkthrough.open();
    await window.walkthrough.click('Choose your system', 'Add a profile');
    await window.quickPick.asks('Which system do you want to sign in at? Or type the address of its server.');
    await window.quickPick.cancel();
    await window.walkthrough.click('Sign in', 'Sign in');
    await window.quickPick.choose('lab');
    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    await lab.server.approve(code);
    await window.statusBar.shows('alice · lab');
    await window.modal.cancel();
    await window.walkthrough.done('Sign in');
    await window.picture('walkthrough');

    await window.explorer.open('measured.ipynb');
    await window.palette.run('Tokenwell: Use in a Notebook');
    await window.editor.shows('token = tokenwell.token("lab")');
    await window.picture('notebook');
    await window.notifications.click('A cell was inserted. This needs the Python package', 'Install…');
    await window.quickPick.choose(python);
    await window.notifications.tell(`is installed for ${python}.`);

    await window.terminal.open();
    const said = window.terminal.run(`.venv/bin/python -c 'import tokenwell; print(len(tokenwell.token("lab")) > 20)'`);
    await window.modal.click('Allow for This Workspace');
    assert.match(await said, /True/);
  });
});
