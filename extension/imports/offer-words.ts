/** What was found on this machine that could be taken over, in words. Values are nowhere in it. */

import * as vscode from 'vscode';
import type { ImportOffer } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { dayAndTime } from '../time-words.ts';

/** `Offline token of alice at auth.example.org (PROD)`. */
export function titleOf({ kind, user, issuer, part }: ImportOffer): string {
  const what = {
    refresh_token: vscode.l10n.t('Refresh token'),
    offline_token: vscode.l10n.t('Offline token'),
    access_token: vscode.l10n.t('Access token'),
    password: vscode.l10n.t('User name and password'),
    unknown: vscode.l10n.t('Token'),
  }[kind];
  const host = issuer === null ? null : (URL.parse(issuer)?.host ?? issuer);
  const whose =
    user && host
      ? vscode.l10n.t('{0} of {1} at {2}', what, plainText(user), plainText(host))
      : user
        ? vscode.l10n.t('{0} of {1}', what, plainText(user))
        : host
          ? vscode.l10n.t('{0} at {1}', what, plainText(host))
          : what;
  return part ? `${whose} (${plainText(part)})` : whose;
}

/** Where it lies, until when it lives, and what one should know before it is taken. */
export function detailOf({ places, expires_at: end, profile, warnings }: ImportOffer): string {
  return [
    plainText(places.join(', '), 500),
    ...(end === null ? [] : [vscode.l10n.t('ends {0}', dayAndTime(end))]),
    ...(profile === null ? [] : [vscode.l10n.t('profile {0}', profile)]),
    ...warnings.map((words) => plainText(words, 500)),
  ].join(' · ');
}
