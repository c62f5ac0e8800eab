/** What can be done with one long-lived token. What ends something asks first, and tells the truth afterwards. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { LongLivedToken, TokenAction, TokenKind, TokenRevocation, TokenValue } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { timeOfDay } from '../time-words.ts';
import { said, silence, warned } from './answers.ts';
import { exportedTo, planExport } from './exports.ts';
import type { Destination } from './messages-to-host.ts';
import type { Answer } from './messages-to-view.ts';
import type { Offers } from './offers.ts';

export interface TokenWish {
  connection: Connection;
  token: LongLivedToken;
  kind: TokenKind | undefined;
  offers: Offers;
}

export async function testToken({ connection, token, offers }: TokenWish): Promise<Answer> {
  const value = await valueFor('test', token);
  if (!value) return silence();
  const found = await connection.testLongLivedToken(token.account, token.id, value);
  if (found.one_time_value) offers.make(found.one_time_value, titleOf(token));
  const until = found.expires_at === null ? '' : ` ${vscode.l10n.t('It ends {0}.', timeOfDay(found.expires_at))}`;
  const as = found.as === null ? '' : ` ${vscode.l10n.t('The server takes its bearer for {0}.', plainText(found.as))}`;
  const words = `${plainText(found.detail, 1_000)}${as}${until}`;
  return found.works === true ? said(words) : warned(words);
}

export async function rotateToken({ connection, token, offers }: TokenWish): Promise<Answer> {
  const rotate = vscode.l10n.t('Rotate');
  const question = vscode.l10n.t('Replace the value of {0}?', titleOf(token));
  const detail = vscode.l10n.t('The old value stops working. Whatever uses it needs the new one, which is shown once.');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, rotate)) !== rotate) return silence();
  const { one_time_value: value } = await connection.rotateLongLivedToken(token.account, token.id);
  if (value) offers.make(value, titleOf(token));
  return said(vscode.l10n.t('It has a new value.'));
}

export async function revokeToken({ connection, token, kind }: TokenWish): Promise<Answer> {
  const revoke = vscode.l10n.t('Revoke');
  const question = vscode.l10n.t('Revoke {0}?', titleOf(token));
  const detail = [
    ...(kind ? [plainText(kind.revocation.detail, 1_000)] : []),
    ...(token.this_sign_in ? [vscode.l10n.t('It is the sign-in of this account: you are signed out by it.')] : []),
    ...(token.own ? [] : [vscode.l10n.t('It belongs to {0}, not to you.', plainText(token.owner))]),
  ].join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, revoke)) !== revoke) return silence();
  const value = await valueFor('revoke', token);
  if (!value) return silence();
  const ended = await connection.revokeLongLivedToken(token.account, token.id, value);
  const words = outcome(ended);
  // The account goes from the panel with it.
  if (token.this_sign_in) void vscode.window.showInformationMessage(words);
  return ended.revocation === 'revoked' || ended.revocation === 'already_ended' ? said(words) : warned(words);
}

/** One that is kept here. */
export async function exportKeptToken(
  connection: Connection,
  token: LongLivedToken,
  destination: Destination,
): Promise<Answer> {
  const { wish, place } = await planExport(connection, destination);
  const yes = vscode.l10n.t('Export');
  const question = vscode.l10n.t('Export {0} to {1}?', titleOf(token), place);
  const detail = whatItMeans(token);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return silence();
  const outcome = await connection.exportKeptToken(token.account, token.id, { ...wish, confirmed: true });
  return said(exportedTo(titleOf(token), outcome.place));
}

function whatItMeans({ owner, export: how, kept_as: profile }: LongLivedToken): string {
  const carries = vscode.l10n.t(
    'Whoever can read that place can act as {0}, with all that this token may do, until it is revoked.',
    plainText(owner),
  );
  if (how !== 'transfer') return carries;
  const handedOver = vscode.l10n.t(
    '{0} is served here no more after it: the token may be replaced each time it is used, and in two places one use would end the other. To keep it here too, make another one, straight into that place.',
    plainText(profile ?? '', 64),
  );
  return `${carries}\n${handedOver}`;
}

export function titleOf({ description, kind_label }: LongLivedToken): string {
  return plainText(description, 120) || plainText(kind_label, 120);
}

/** undefined: the person turned away. */
async function valueFor(action: TokenAction, token: LongLivedToken): Promise<TokenValue | undefined> {
  if (!token.value_needed_for.includes(action)) return {};
  const value = await vscode.window.showInputBox({
    title: titleOf(token),
    prompt: vscode.l10n.t('Paste its value: only that names it to the server. It is sent there and kept nowhere.'),
    password: true,
    ignoreFocusOut: true,
  });
  return value?.trim() ? { value: value.trim() } : undefined;
}

function outcome({ revocation, detail, may_live_until: until }: TokenRevocation): string {
  const heading = {
    revoked: vscode.l10n.t('Revoked.'),
    already_ended: vscode.l10n.t('It had ended already.'),
    failed: vscode.l10n.t('It was not revoked.'),
    not_supported: vscode.l10n.t('This server cannot revoke it.'),
  }[revocation];
  const life = until === null ? '' : vscode.l10n.t('It may live until {0}.', timeOfDay(until));
  return [heading, plainText(detail, 1_000), life].filter(Boolean).join(' ');
}
