/** What to call a profile. */

import * as vscode from 'vscode';

const pattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The realm, where the issuer has one, else the part of the host that tells most; with a number where it is taken. */
export function nameFor(issuer: string, taken: string[]): string {
  const url = URL.parse(issuer);
  const last = url?.pathname.split('/').findLast((part) => part !== '');
  const general = /^(?:auth|login|sso|id|idp|iam|keycloak|accounts|www|127|localhost)$/;
  const label = url?.hostname.split('.').find((part) => !general.test(part) && !/^\d+$/.test(part));
  const base = plainName(decodeURIComponentSafely(last ?? '')) || plainName(label ?? '') || 'lab';
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`;
}

/** Words for what is wrong with it; undefined where nothing is. */
export function nameProblem(name: string, taken: string[]): string | undefined {
  if (!pattern.test(name)) {
    return vscode.l10n.t('Use lower-case letters, digits, dots, dashes and underscores, at most 64.');
  }
  if (taken.includes(name)) return vscode.l10n.t('There is a profile of this name already.');
  return undefined;
}

/** What can be a name, of any text; may be empty. */
export function plainName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 60);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
