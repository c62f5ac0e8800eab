/** "Tokenwell: Permissions…": what was decided, and a way to change it. */

import * as vscode from 'vscode';
import type { Permission } from '../../daemon/api.ts';
import { tellNobodyIsSignedIn } from '../choose.ts';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { dayAndTime } from '../time-words.ts';

export async function showPermissions(daemon: Daemon): Promise<void> {
  const connection = await daemon.reach();
  const { permissions } = await connection.permissions();
  if (permissions.length === 0) {
    tellNobodyIsSignedIn();
    return;
  }
  const placeHolder = vscode.l10n.t('Which workspace may have tokens of which account? Choose one to change it.');
  const choice = await vscode.window.showQuickPick(permissions.map(itemOf), { placeHolder, matchOnDetail: true });
  if (!choice) return;
  const change = await vscode.window.showQuickPick(changesOf(choice.permission), {
    title: `${choice.label} — ${choice.description}`,
    placeHolder: vscode.l10n.t('What do you want to change?'),
  });
  if (!change) return;
  const { id, workspace, account } = choice.permission;
  if (change.decision === null) await connection.removePermission(id);
  else {
    const folder = workspace?.folder ?? null;
    await connection.decidePermission({ workspace: folder, account: account.id, decision: change.decision });
  }
}

function itemOf(permission: Permission): vscode.QuickPickItem & { permission: Permission } {
  const { workspace, account, decision } = permission;
  const icon = decision === 'deny' ? '$(circle-slash)' : '$(check)';
  const name = workspace ? plainText(workspace.name) : vscode.l10n.t('Outside any workspace');
  return {
    label: `${icon} ${name}`,
    description: `${plainText(account.name)} · ${account.profile}: ${words(permission)}`,
    detail: workspace ? plainText(workspace.folder) : vscode.l10n.t('Plain terminals, cron, curl'),
    permission,
  };
}

function words({ decision, given_at: given, last_used_at: used }: Permission): string {
  const said = {
    allow: vscode.l10n.t('allowed'),
    once: vscode.l10n.t('allowed once'),
    deny: vscode.l10n.t('forbidden'),
  }[decision];
  const parts = [said];
  if (given !== null) parts.push(vscode.l10n.t('since {0}', dayAndTime(given)));
  if (used !== null) parts.push(vscode.l10n.t('last used {0}', dayAndTime(used)));
  return parts.join(', ');
}

type Change = vscode.QuickPickItem & { decision: 'allow' | 'deny' | null };

function changesOf({ workspace, decision }: Permission): Change[] {
  const allow = { label: `$(check) ${vscode.l10n.t('Allow')}`, decision: 'allow' } as const;
  const deny = { label: `$(circle-slash) ${vscode.l10n.t('Forbid')}`, decision: 'deny' } as const;
  const back = { label: `$(discard) ${vscode.l10n.t('Take back: ask again')}`, decision: null } as const;
  return [decision === 'allow' ? deny : allow, ...(decision === 'once' ? [deny] : []), ...(workspace ? [back] : [])];
}
