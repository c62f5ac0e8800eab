/**
 * Values on their way into a place that is made for secrets. The daemon puts them there: neither this program nor the page
 * sees them.
 */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import { exportEnvironment } from '../../clients/node/export-environment.ts';
import type { ExportWish } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import type { Destination } from './messages-to-host.ts';

export interface ExportPlan {
  wish: ExportWish;
  /** For a person. */
  place: string;
  destination: Destination;
}

/** Looked at before anything is made or asked; throws where it would not work, as far as that can be told. */
export async function planExport(connection: Connection, destination: Destination): Promise<ExportPlan> {
  const wish = await wishFor(connection, destination);
  const { place } = await connection.checkExport(wish);
  return { wish, place: plainText(place), destination };
}

/** With the variables that VS Code was started with, and relative to its workspace. */
export async function wishFor(connection: Connection, { target: name, values }: Destination): Promise<ExportWish> {
  const { targets } = await connection.exportTargets();
  const target = targets.find((one) => one.name === name);
  if (!target) throw new Error(vscode.l10n.t('There is no such place to export to.'));
  const directory = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  return { target: name, values, environment: exportEnvironment(target), ...(directory && { directory }) };
}

export function exportedTo(title: string, place: string): string {
  return vscode.l10n.t('Exported: {0}. It is {1}.', title, plainText(place));
}
