/** An answer that came after the question was over: in another window somebody was quicker, or nobody waits any more. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { PermissionRequest } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';

export type Decision = 'allow' | 'once' | 'deny' | 'later';

/** The first answer counts. Whoever gave another one is told, and how it can be changed. */
export async function tellWhatHolds(
  connection: Connection,
  { workspace, account }: PermissionRequest,
  decision: Decision,
): Promise<void> {
  const { permissions } = await connection.permissions();
  const holds = permissions.find(
    (each) => each.workspace?.folder === workspace.folder && each.account.id === account.id,
  );
  if ((holds?.decision ?? 'later') === decision) return;
  const who = `${plainText(account.name)} · ${account.profile}`;
  const change = vscode.l10n.t('Permissions…');
  const choice = await vscode.window.showWarningMessage(words(plainText(workspace.name), who, holds?.decision), change);
  if (choice === change) await vscode.commands.executeCommand('tokenwell.showPermissions');
}

function words(workspace: string, who: string, holds: Decision | undefined): string {
  switch (holds) {
    case 'allow':
      return vscode.l10n.t('Another window was quicker: {0} may have tokens of {1}.', workspace, who);
    case 'once':
      return vscode.l10n.t(
        'Another window was quicker: {0} may have tokens of {1} until the daemon ends.',
        workspace,
        who,
      );
    case 'deny':
      return vscode.l10n.t('Another window was quicker: {0} may not have tokens of {1}.', workspace, who);
    default:
      return vscode.l10n.t('Nobody waits for this answer any more: {0} was given no tokens of {1}.', workspace, who);
  }
}
