/** Scopes to choose from: what the server names, with words for the ones that mean the same everywhere. */

import * as vscode from 'vscode';

interface ScopeItem extends vscode.QuickPickItem {
  label: string;
}

/** RFC 6749 §3.3: printable ASCII but for space, quote and backslash. */
const pattern = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** `supported` null: the server does not tell. What is `wanted` is always in the list, and first. */
export function scopeItems(supported: string[] | null, wanted: string[]): ScopeItem[] {
  const named = (supported ?? ['profile', 'email']).filter((scope) => pattern.test(scope));
  const scopes = new Set(['openid', 'offline_access', ...wanted, ...named]);
  return [...scopes].map((scope) => {
    const told = supported === null || supported.includes(scope);
    const detail = [meaningOf(scope), told ? '' : vscode.l10n.t('The server does not list it.')];
    return { label: scope, detail: detail.filter((part) => part !== '').join(' ') };
  });
}

/** One more where something was typed that the list does not have. */
export function scopeItemsFor(typed: string, items: ScopeItem[]): ScopeItem[] {
  const scope = typed.trim();
  if (!pattern.test(scope) || items.some(({ label }) => label === scope)) return [];
  return [{ label: scope, alwaysShow: true, detail: vscode.l10n.t('Not in the server’s list; ask for it anyway.') }];
}

function meaningOf(scope: string): string {
  switch (scope) {
    case 'openid':
      return vscode.l10n.t('Tells who you are; nearly every server wants it.');
    case 'offline_access':
      return vscode.l10n.t('You stay signed in when the browser session ends, also overnight and for long jobs.');
    case 'profile':
      return vscode.l10n.t('Your name.');
    case 'email':
      return vscode.l10n.t('Your e-mail address.');
    default:
      return '';
  }
}
