/** Another client id for a profile of the person's own: the usual mistake in one that was just added. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary } from '../../daemon/api.ts';
import { askInTurn, askText } from './wizard.ts';

/** Whether it was changed. */
export function changeClient(daemon: Connection, { name, client_id: before }: ProfileSummary): Promise<boolean> {
  return askInTurn(vscode.l10n.t('Change the client of {0}', name), [
    (frame) =>
      askText(frame, {
        prompt: vscode.l10n.t('Client id, as it is registered at the server'),
        placeholder: vscode.l10n.t('Whoever runs the server can tell it'),
        value: before,
        async take(clientId) {
          if (clientId === '') return vscode.l10n.t('This cannot be empty.');
          await daemon.changeProfile(name, { client_id: clientId });
          return undefined;
        },
      }),
  ]);
}
