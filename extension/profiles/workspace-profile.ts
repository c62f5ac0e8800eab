/** Profiles that come with a folder. Anybody can put a `tokenwell.json` there, so it is read in trusted folders only. */

import * as vscode from 'vscode';
import { plainText } from '../plain-text.ts';
import type { ChosenProfile } from './choose-profile.ts';

/** Folders of this window whose `tokenwell.json` may be read. */
export function workspaceFolders(): string[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

/** The person sees the host before anything is sent there. */
export async function approveWorkspaceProfile({ profile, workspace }: ChosenProfile): Promise<boolean> {
  if (workspace === undefined) return true;
  const host = plainText(URL.parse(profile.issuer)?.host ?? profile.issuer);
  const question = vscode.l10n.t('Do you know and trust {0}?', host);
  const from = vscode.l10n.t('“{0}” comes from {1} and signs in there.', profile.name, plainText(profile.file, 500));
  const yes = vscode.l10n.t('Sign In There');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail: from }, yes)) === yes;
}
