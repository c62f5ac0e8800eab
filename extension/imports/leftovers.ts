/** After an import the place still holds the secret: says so, and offers to delete the file. Never deletes by itself. */

import * as vscode from 'vscode';
import { deleteUnchanged, type FoundFile, type FoundMaterial } from '../../clients/node/import-materials.ts';
import type { ImportOffer } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';

interface Found {
  offers: ImportOffer[];
  materials: FoundMaterial[];
  /** Ids of the offers that were taken. */
  taken: ReadonlySet<string>;
}

export function dealWithLeftovers({ offers, materials, taken }: Found): void {
  for (const { material, file } of materials) {
    const here = offers.filter(({ places }) => places.includes(material.place));
    const rest = here.filter(({ id, problem }) => !taken.has(id) && problem === null);
    if (!here.some(({ id }) => taken.has(id))) continue;
    if (!file) tellOfVariables(material.place);
    else if (rest.length > 0) tellOfRest(file);
    // One question that nobody answers keeps no other waiting.
    else void offerDeletion(file);
  }
}

function tellOfVariables(place: string): void {
  const words = vscode.l10n.t(
    'It is still in {0}, and every program started there gets it: take it out of the file that sets it.',
    plainText(place),
  );
  void vscode.window.showWarningMessage(words);
}

function tellOfRest({ path }: FoundFile): void {
  const words = vscode.l10n.t('{0} still holds what was not taken, so it is left as it is.', plainText(path, 500));
  void vscode.window.showInformationMessage(words);
}

async function offerDeletion(file: FoundFile): Promise<void> {
  const path = plainText(file.path, 500);
  const remove = vscode.l10n.t('Delete the File');
  const question = vscode.l10n.t('{0} still holds it. Delete the file?', path);
  if ((await vscode.window.showWarningMessage(question, remove, vscode.l10n.t('Leave It'))) !== remove) return;
  try {
    const words = deleteUnchanged(file)
      ? vscode.l10n.t('{0} was deleted.', path)
      : vscode.l10n.t('{0} was changed meanwhile by another program, and was not deleted.', path);
    void vscode.window.showInformationMessage(words);
  } catch (error) {
    const reason = plainText((error as Error).message, 500);
    void vscode.window.showWarningMessage(vscode.l10n.t('{0} could not be deleted: {1}', path, reason));
  }
}
