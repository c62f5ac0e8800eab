/**
 * "Doctor": what is wrong, and what to do, as a document. The command `tokenwell doctor` looks deeper; where the one that came
 * along has it, its findings are shown, else what this window can tell by itself.
 */

import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Connection } from '../clients/node/connection.ts';
import { version } from '../daemon/version.ts';
import type { Daemon } from './daemon.ts';
import { patiently } from './patience.ts';
import { plainText } from './plain-text.ts';
import { commandFolder } from './terminal-environment.ts';

const run = promisify(execFile);

/** A document that can be read and copied, and is nothing to save. */
const address = vscode.Uri.parse('tokenwell-doctor:Doctor.txt');

/** `bundle` is the folder of `cli.mjs`. */
export function createDoctor(context: vscode.ExtensionContext, daemon: Daemon, bundle: string): () => Promise<void> {
  let findings = '';
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = { onDidChange: changed.event, provideTextDocumentContent: () => findings };
  context.subscriptions.push(changed, vscode.workspace.registerTextDocumentContentProvider(address.scheme, provider));
  return async () => {
    const work = askCommand(bundle, pathOfTerminals(context)).then((text) => text ?? examine(daemon));
    findings = await patiently(vscode.l10n.t('Looking for what is wrong'), work);
    changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    // What is wrong stands last, below all that is well.
    const problem = findings.search(/^ *✗/m);
    const selection = new vscode.Range(document.positionAt(problem), document.positionAt(problem));
    await vscode.window.showTextDocument(document, { preview: true, ...(problem !== -1 && { selection }) });
  };
}

/** The doctor examines what scripts meet, and they run in terminals. */
function pathOfTerminals(context: vscode.ExtensionContext): string {
  const path = process.env['PATH'] ?? '';
  return vscode.workspace.isTrusted ? `${commandFolder(context)}${delimiter}${path}` : path;
}

/** null: the command that came along knows no doctor. What it found wrong it tells by its exit code, so that counts as well. */
async function askCommand(bundle: string, path: string): Promise<string | null> {
  const environment = { ...process.env, PATH: path, ELECTRON_RUN_AS_NODE: '1', NO_COLOR: '1' };
  const options = { env: environment, timeout: 60_000 };
  const program = join(bundle, 'cli.mjs');
  const isThere = await run(process.execPath, [program, 'doctor', '--help'], options).then(
    ({ stdout }) => stdout.includes('doctor'),
    () => false,
  );
  if (!isThere) return null;
  const told = await run(process.execPath, [program, 'doctor'], options).catch(
    (error: Partial<Record<'stdout' | 'stderr', string>>) => error,
  );
  return told.stdout || told.stderr || null;
}

async function examine(daemon: Daemon): Promise<string> {
  const lines = [
    vscode.l10n.t('Tokenwell {0}, VS Code {1}, Node {2}', version, vscode.version, process.version),
    vscode.l10n.t('Log of the daemon: {0}', daemon.logs),
    '',
  ];
  try {
    const connection = await daemon.reach();
    const { version: its } = await connection.health();
    lines.push(ok(vscode.l10n.t('The daemon answers; its version is {0}.', its)));
    lines.push(await examineStore(connection), ...(await examineProfiles(connection)));
    lines.push(...(await examineAccounts(connection)));
  } catch (error) {
    lines.push(bad(wordsOf(error)));
  }
  return `${lines.join('\n')}\n`;
}

async function examineStore(connection: Connection): Promise<string> {
  const { state, kind, detail } = await connection.store();
  const words = `${vscode.l10n.t('Secret store ({0}):', kind)} ${plainText(detail, 1_000)}`;
  return state === 'open' ? ok(words) : bad(words);
}

async function examineProfiles(connection: Connection): Promise<string[]> {
  const { profiles, problems } = await connection.profiles();
  const broken = problems.map(({ file, message }) => bad(plainText(`${file}: ${message}`, 1_000)));
  const asked = profiles.map(async ({ name }) => {
    try {
      const { flows } = await connection.capabilities(name);
      return ok(vscode.l10n.t('{0}: the server answers. Ways to sign in: {1}.', name, flows.join(', ')));
    } catch (error) {
      return bad(`${name}: ${wordsOf(error)}`);
    }
  });
  return [...broken, ...(await Promise.all(asked))];
}

async function examineAccounts(connection: Connection): Promise<string[]> {
  const { accounts } = await connection.accounts();
  return accounts.map(({ name, profile, state, last_error: error }) => {
    const words = plainText(`${name} · ${profile}: ${state}. ${error?.detail ?? ''}`, 1_000);
    return state === 'signed_in' ? ok(words) : bad(words);
  });
}

function wordsOf(error: unknown): string {
  return plainText(error instanceof Error ? error.message : String(error), 1_000);
}

function ok(words: string): string {
  return `✓ ${words.trim()}`;
}

function bad(words: string): string {
  return `✗ ${words.trim()}`;
}
