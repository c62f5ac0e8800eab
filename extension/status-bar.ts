/** The status bar: the account in use and the nearest trouble; a click opens the menu, or the sign-in. */

import * as vscode from 'vscode';
import type { AccountSummary } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';

export function showStatusBar(context: vscode.ExtensionContext, daemon: Daemon): void {
  const item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Tokenwell';
  let ticking: NodeJS.Timeout | undefined;
  const show = () => {
    clearTimeout(ticking);
    item.text = text(daemon);
    item.tooltip = tooltip(daemon);
    const isNew = daemon.accounts.length === 0 && daemon.waiting.length === 0 && !daemon.stopped;
    item.command = isNew ? 'tokenwell.signIn' : 'tokenwell.showMenu';
    item.backgroundColor = hasTrouble(daemon) ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    // Only a countdown changes without an event.
    if (daemon.waiting.length > 0) ticking = setTimeout(show, 1_000);
  };
  show();
  item.show();
  context.subscriptions.push(item, daemon.onChange(show), { dispose: () => clearTimeout(ticking) });
}

function text({ accounts, waiting, stopped }: Daemon): string {
  if (stopped) return `$(circle-slash) ${vscode.l10n.t('Tokenwell is stopped')}`;
  const [signIn] = waiting;
  if (signIn) {
    const left = signIn.expires_at === null ? '' : ` ${clockTime(signIn.expires_at - Date.now() / 1000)}`;
    return `$(loading~spin) ${vscode.l10n.t('Waiting for approval')}${left}`;
  }
  const account = accounts.find(({ state }) => state !== 'signed_out');
  if (!account) return `$(key) ${vscode.l10n.t('Sign in')}`;
  // The profile is always told: it is ours, and the name is the server's.
  const name = `${plainText(account.name, 40)} · ${account.profile}`;
  if (account.state === 'retrying') {
    return `$(warning) ${name}: ${vscode.l10n.t('retrying since {0}', timeOfDay(account.retrying_since))}`;
  }
  if (account.state === 'locked') return `$(lock) ${name}`;
  return `$(key) ${name}`;
}

/** Plain text, not Markdown: names come from servers. */
function tooltip({ accounts, connected, stopped }: Daemon): string {
  if (stopped) return vscode.l10n.t('The daemon was stopped: scripts and notebooks get no tokens. Click to start it.');
  if (accounts.length === 0) return vscode.l10n.t('Tokenwell: nobody is signed in');
  const lines = accounts.map(describe);
  if (!connected) lines.push(vscode.l10n.t('The daemon is not running.'));
  return ['Tokenwell', ...lines].join('\n');
}

/** `alice on lab: signed in, token until 10:42, renewed 10:37`. */
export function describe(account: AccountSummary): string {
  const parts = [words(account)];
  if (account.token_expires_at !== null)
    parts.push(vscode.l10n.t('token until {0}', timeOfDay(account.token_expires_at)));
  if (account.last_refresh_at !== null) parts.push(vscode.l10n.t('renewed {0}', timeOfDay(account.last_refresh_at)));
  if (account.at_risk) parts.push(vscode.l10n.t('not stored yet'));
  return `${plainText(account.name)} · ${account.profile}: ${parts.join(', ')}`;
}

function words({ state, retrying_since: since }: AccountSummary): string {
  if (state === 'retrying') return vscode.l10n.t('retrying since {0}', timeOfDay(since));
  if (state === 'signed_out') return vscode.l10n.t('signed out');
  if (state === 'locked') return vscode.l10n.t('the secret store is locked');
  if (state === 'signing_in') return vscode.l10n.t('signing in');
  return vscode.l10n.t('signed in');
}

function hasTrouble({ accounts }: Daemon): boolean {
  return accounts.some(({ state, at_risk: atRisk }) => state === 'retrying' || state === 'locked' || atRisk);
}

function timeOfDay(seconds: number | null): string {
  return seconds === null
    ? '?'
    : new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
