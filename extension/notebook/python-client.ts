/** Installs the Python package that came with the extension, without a network, into the Python that the person uses. */

import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { withCancel } from '../patience.ts';
import { plainText } from '../plain-text.ts';
import { choosePython } from './choose-python.ts';

const run = promisify(execFile);

/** `bundle` is the folder that has the wheel. */
export async function installPythonClient(bundle: string, output: vscode.LogOutputChannel): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(vscode.l10n.t('A Python of a folder that you do not trust is not run.'));
    return;
  }
  const [wheel] = globSync('python/tokenwell-*.whl', { cwd: bundle });
  if (!wheel) throw new Error(vscode.l10n.t('The Python package is missing; install the extension again.'));
  const python = await choosePython();
  if (!python) return;
  const title = vscode.l10n.t('Installing the Python package');
  try {
    const installed = await withCancel(title, install(python, join(bundle, wheel)));
    output.info(`The Python package ${installed} was installed for ${python}.`);
    void vscode.window.showInformationMessage(vscode.l10n.t('tokenwell {0} is installed for {1}.', installed, python));
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    throw new Error(explain(error as Error & { stderr?: string }, python));
  }
}

/** Resolves with the version that this Python has now. */
async function install(python: string, wheel: string): Promise<string> {
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-index', '--no-deps', '--upgrade', wheel];
  await run(python, pip, { timeout: 120_000 });
  const show = 'import importlib.metadata, tokenwell; print(importlib.metadata.version("tokenwell"))';
  const { stdout } = await run(python, ['-c', show], { timeout: 30_000 });
  return plainText(stdout.trim(), 40);
}

function explain({ stderr = '', message }: Error & { stderr?: string }, python: string): string {
  if (stderr.includes('externally-managed-environment')) {
    return vscode.l10n.t(
      '{0} belongs to the system, which lets nobody install packages into it. Make a virtual environment (`python3 -m venv .venv`), and choose that.',
      python,
    );
  }
  if (stderr.includes('No module named pip')) {
    return vscode.l10n.t('{0} has no pip. Choose another Python, or run `{0} -m ensurepip`.', python);
  }
  const last = plainText(stderr.trim().split('\n').at(-1) || message, 300);
  return vscode.l10n.t('The Python package could not be installed for {0}: {1}', python, last);
}
