/**
 * "Import Tokens…": what other tools keep on this machine is found, chosen, tried by the daemon and kept. The files are read
 * here, where the notebooks run, as by the command `tokenwell import`.
 */

import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { lookAround } from '../../clients/node/import-materials.ts';
import type { ImportOffer, ImportResult } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { patiently } from '../patience.ts';
import { plainText } from '../plain-text.ts';
import { openStore } from '../store/open-store.ts';
import { workspaceFolders } from '../workspace.ts';
import { chooseOffers, chooseProfile } from './choose-offers.ts';
import { dealWithLeftovers } from './leftovers.ts';
import { titleOf } from './offer-words.ts';

export async function importTokens(daemon: Daemon, output: vscode.LogOutputChannel): Promise<void> {
  const connection = await daemon.reach();
  const { sources } = await connection.importSources();
  const materials = lookAround(sources, surroundings());
  const { offers } = await connection.searchImports({ materials: materials.map(({ material }) => material) });
  const taken = new Set<string>();
  try {
    const chosen = await chooseOffers(offers);
    // What is tried may be used up by that, and its successor must be kept.
    if (chosen.length === 0 || !(await openStore(daemon))) return;
    for (const offer of chosen) if (await take(connection, offer, output)) taken.add(offer.id);
  } finally {
    // What was not taken is not to wait in memory.
    await Promise.all(offers.map(({ id }) => connection.forgetImport(id).catch(() => {})));
  }
  dealWithLeftovers({ offers, materials, taken });
}

/** Nothing is read of a folder that is not trusted. */
function surroundings() {
  const folder = vscode.workspace.isTrusted ? workspaceFolders()[0]?.uri.fsPath : undefined;
  return { folder: folder ?? homedir(), home: homedir(), environment: process.env };
}

/** Whether it was. Where it was not, the person was told why, or turned away. */
async function take(connection: Connection, offer: ImportOffer, output: vscode.LogOutputChannel): Promise<boolean> {
  const profile = offer.profile ?? (await chooseProfile(connection, offer));
  if (profile === undefined) return false;
  try {
    const taking = connection.takeImport(offer.id, offer.profile === null ? { profile } : {});
    tellResult(await patiently(vscode.l10n.t('Trying: {0}', titleOf(offer)), taking));
    return true;
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    const words = `${titleOf(offer)}: ${plainText(error.message, 1_000)}`;
    output.warn(words);
    void vscode.window.showWarningMessage(words);
    return false;
  }
}

function tellResult({ account, profile, detail }: ImportResult): void {
  const words = vscode.l10n.t('Imported: {0} on {1}. The server takes it.', plainText(account.name), profile);
  void vscode.window.showInformationMessage(`${words} ${plainText(detail, 1_000)}`);
}
