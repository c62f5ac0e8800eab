/** Puts the daemon's question to the person: may this workspace have tokens of that account? One dialog a question. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { Permission, PermissionRequest } from '../../daemon/api.ts';
import { readClientWords } from '../../daemon/client-words.ts';
import type { Daemon } from '../daemon.ts';
import { tellFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import { workspaceFolders } from '../workspace.ts';
import { type Decision, tellWhatHolds } from './late-answer.ts';

export function askForPermissions(
  context: vscode.ExtensionContext,
  daemon: Daemon,
  output: vscode.LogOutputChannel,
): void {
  const asked = new Set<string>();
  const take = (request: PermissionRequest) => {
    const isOurs = workspaceFolders().some(({ uri }) => uri.fsPath === request.workspace.folder);
    if (!isOurs || asked.has(request.id)) return;
    asked.add(request.id);
    void tellFailure(output, () => ask(daemon, request));
  };
  context.subscriptions.push(
    daemon.onEvent((event) => {
      if (event.type === 'permission_requested') take(event.request);
      if (event.type === 'hello') event.permission_requests.forEach(take);
    }),
  );
}

interface Answer extends vscode.MessageItem {
  decision: Decision;
}

/** `tokenwell-cli, process 4711`; the folder of the workspace stands above. */
function wordsOf(client: string, folder: string): string {
  const { name, pid, cwd } = readClientWords(client);
  const parts = [
    plainText(name ?? client, 200),
    pid === null ? null : vscode.l10n.t('process {0}', pid),
    cwd === null || cwd === folder ? null : vscode.l10n.t('in {0}', plainText(cwd)),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** A dialog and no toast: a program waits, and a toast goes away by itself. */
async function ask(daemon: Daemon, request: PermissionRequest): Promise<void> {
  const { workspace, account, client } = request;
  const question = vscode.l10n.t(
    '{0} wants tokens of {1} · {2}',
    plainText(workspace.name),
    plainText(account.name),
    account.profile,
  );
  const detail = [
    vscode.l10n.t('Folder: {0}', plainText(workspace.folder)),
    ...(client === null ? [] : [vscode.l10n.t('The program says of itself: {0}', wordsOf(client, workspace.folder))]),
    vscode.l10n.t(
      'With a token it can act as you on that server. "Once" holds until the daemon ends; "Not Now" puts it off for a minute.',
    ),
  ].join('\n');
  const answers: Answer[] = [
    // The first is what Enter means, and a person may be typing when the dialog comes: it gives nothing, and can be undone.
    { title: vscode.l10n.t('No'), decision: 'deny' },
    { title: vscode.l10n.t('Allow for This Workspace'), decision: 'allow' },
    { title: vscode.l10n.t('Allow Once'), decision: 'once' },
    // What closes the dialog: else VS Code adds a "Cancel" that means the same.
    { title: vscode.l10n.t('Not Now'), decision: 'later', isCloseAffordance: true },
  ];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...answers);
  const connection = await daemon.reach();
  try {
    const decision = answer?.decision ?? 'later';
    const { permission } = await connection.decidePermission({ request: request.id, decision });
    if (permission && decision === 'deny') await offerUndo(connection, permission);
  } catch (error) {
    if (!(error instanceof DaemonError) || error.code !== 'permission_not_found') throw error;
    // A dialog cannot be closed from here, so it outlives its question.
    if (answer) await tellWhatHolds(connection, request, answer.decision);
  }
}

async function offerUndo(connection: Connection, { id, workspace, account }: Permission): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const words = vscode.l10n.t(
    '{0} gets no tokens of {1} · {2}.',
    plainText(workspace?.name ?? ''),
    plainText(account.name),
    account.profile,
  );
  if ((await vscode.window.showInformationMessage(words, undo)) === undo) await connection.removePermission(id);
}
