/** What can be done with the applications that a user has registered at a server. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import { plainText } from '../plain-text.ts';
import { listing, said, silence } from './answers.ts';
import { planExport } from './exports.ts';
import type { Wish } from './messages-to-host.ts';
import type { Answer } from './messages-to-view.ts';
import type { Offers } from './offers.ts';

type ApplicationWish = Extract<Wish, { account: string; application: string } | { name: 'create_application' }>;

export async function fulfilForApplication(
  wish: ApplicationWish,
  connection: Connection,
  offers: Offers,
): Promise<Answer> {
  const { account } = wish;
  switch (wish.name) {
    case 'create_application': {
      const plan = wish.destination && (await planExport(connection, wish.destination));
      const made = await connection.createApplication(account, { values: wish.values });
      const name = plainText(made.application.name);
      await offers.deliver(made.one_time_value, name, plan);
      return said(vscode.l10n.t('{0} was created.', name));
    }
    case 'edit_application':
      await connection.editApplication(account, wish.application, { values: wish.values });
      return said(vscode.l10n.t('Saved.'));
    case 'delete_application': {
      const detail = vscode.l10n.t('What signs in with it stops working.');
      if (!(await isSure(vscode.l10n.t('Delete this application?'), detail, vscode.l10n.t('Delete')))) return silence();
      return said(plainText((await connection.deleteApplication(account, wish.application)).detail, 1_000));
    }
    case 'revoke_application_tokens': {
      const detail = vscode.l10n.t('Whatever uses one of them stops working.');
      const question = vscode.l10n.t('Revoke all tokens of this application?');
      if (!(await isSure(question, detail, vscode.l10n.t('Revoke')))) return silence();
      return said(plainText((await connection.revokeApplicationTokens(account, wish.application)).detail, 1_000));
    }
    case 'subscribe':
      await connection.subscribe(account, wish.application, wish.api);
      return subscriptionsOf(connection, wish);
    case 'unsubscribe':
      await connection.unsubscribe(account, wish.application, wish.api);
      return subscriptionsOf(connection, wish);
    case 'subscriptions':
      return subscriptionsOf(connection, wish);
  }
}

async function subscriptionsOf(
  connection: Connection,
  { account, application }: { account: string; application: string },
): Promise<Answer> {
  return listing((await connection.subscriptions(account, application)).subscriptions);
}

async function isSure(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
