/** Which of what was found a person wants, and where it belongs if it does not say so itself. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ImportOffer } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { detailOf, titleOf } from './offer-words.ts';

/** Empty: none, or there is nothing, which was told then. */
export async function chooseOffers(offers: ImportOffer[]): Promise<ImportOffer[]> {
  const usable = offers.filter(({ problem }) => problem === null);
  if (usable.length === 0) {
    tellOfNothing(offers);
    return [];
  }
  const items = usable.map((offer) => ({
    label: titleOf(offer),
    description: plainText(offer.label),
    detail: detailOf(offer),
    offer,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Import tokens'),
    placeHolder: vscode.l10n.t('Which ones shall Tokenwell take over? Each is tried first.'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.map(({ offer }) => offer) ?? [];
}

/** undefined: the person turned away. */
export async function chooseProfile(connection: Connection, offer: ImportOffer): Promise<string | undefined> {
  const { profiles } = await connection.profiles();
  const items = profiles.map(({ name, issuer }) => ({ label: name, description: plainText(issuer) }));
  const placeHolder = vscode.l10n.t('It does not say where it belongs. Which profile is of its server?');
  return (await vscode.window.showQuickPick(items, { title: titleOf(offer), placeHolder }))?.label;
}

function tellOfNothing(offers: ImportOffer[]): void {
  if (offers.length === 0) {
    const nothing = vscode.l10n.t('Nothing was found that could be imported. `tokenwell import FILE` reads any file.');
    void vscode.window.showInformationMessage(nothing);
  }
  for (const offer of offers) {
    const words = `${titleOf(offer)} (${detailOf(offer)}): ${plainText(offer.problem ?? '', 1_000)}`;
    void vscode.window.showInformationMessage(words);
  }
}
