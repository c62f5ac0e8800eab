/** The status bar: the account in use and the nearest trouble; a click opens the menu, or the sign-in. */

import * as vscode from 'vscode';
import type { AccountSummary, SignIn } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { ended, hasEnded } from './endings.ts';
import { endOf, thresholdPassed } from './expiry.ts';
import { plainText } from './plain-text.ts';
import { countdown, timeLeft, timeOfDay } from './time-words.ts';

export function showStatusBar(context: vscode.ExtensionContext, daemon: Daemon): void {
  const item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Tokenwell';
  let ticking: NodeJS.Timeout | undefined;
  const show = () => {
    clearTimeout(ticking);
    const { text, isTrouble } = summarize(daemon);
    item.text = text;
    item.tooltip = tooltip(daemon);
    const isNew = daemon.accounts.length === 0 && daemon.waiting.length === 0 && !daemon.stopped;
    // Who waits wants to see the code; what else the menu has, can wait with them.
    item.command = daemon.waiting.length > 0 ? 'tokenwell.showCode' : isNew ? 'tokenwell.signIn' : 'tokenwell.showMenu';
    item.backgroundColor = isTrouble ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    // What is counted down changes without an event.
    ticking = setTimeout(show, daemon.waiting.length > 0 ? 1_000 : 30_000);
  };
  show();
  item.show();
  context.subscriptions.push(item, daemon.onChange(show), { dispose: () => clearTimeout(ticking) });
}

interface Summary {
  text: string;
  isTrouble?: boolean;
}

function summarize({ accounts, waiting, stopped, connected }: Daemon): Summary {
  if (stopped) return { text: `$(circle-slash) ${vscode.l10n.t('Tokenwell is stopped')}` };
  const [signIn] = waiting;
  if (signIn) return { text: waitingFor(signIn) };
  const shown = accounts.filter((account) => account.state !== 'signed_out' || hasEnded(account));
  const account = shown.sort((one, other) => urgency(other) - urgency(one) || lastUse(other) - lastUse(one))[0];
  if (!account) return { text: `$(key) ${vscode.l10n.t('Sign in')}` };
  // The profile is always told: it is ours, and the name is the server's.
  const name = `${plainText(account.name, 40)} · ${account.profile}`;
  if (!connected) return { text: `$(debug-disconnect) ${name}` };
  const trouble = troubleOf(account);
  return trouble
    ? { text: `$(${trouble.icon}) ${name}: ${trouble.words}`, isTrouble: true }
    : { text: `$(key) ${name}` };
}

function waitingFor({ expires_at: end, error }: SignIn): string {
  const left = end === null ? '' : ` ${countdown(end - Date.now() / 1000)}`;
  // The daemon goes on asking; the person should know why nothing happens.
  if (error) return `$(warning) ${vscode.l10n.t('Waiting: the server does not answer')}${left}`;
  return `$(loading~spin) ${vscode.l10n.t('Waiting for approval')}${left}`;
}

/** The worst first. */
function troubleOf(account: AccountSummary): { icon: string; words: string } | null {
  if (hasEnded(account)) return { icon: 'circle-slash', words: ended(account) };
  if (account.state === 'locked') return { icon: 'lock', words: vscode.l10n.t('locked') };
  if (account.at_risk) return { icon: 'warning', words: vscode.l10n.t('not stored yet') };
  if (account.state === 'retrying') {
    return { icon: 'warning', words: vscode.l10n.t('retrying since {0}', timeOfDay(account.retrying_since)) };
  }
  if (account.waiting)
    return { icon: 'warning', words: vscode.l10n.t('no answer since {0}', timeOfDay(account.waiting.since)) };
  const end = endOf(account);
  return end && thresholdPassed(end, Date.now() / 1000) ? { icon: 'clock', words: ending(account) } : null;
}

function urgency(account: AccountSummary): number {
  const order = ['clock', 'warning', 'circle-slash', 'lock'];
  return order.indexOf(troubleOf(account)?.icon ?? '') + 1;
}

/** One that is kept is in use once something uses it. */
function lastUse({ last_used_at: used, signed_in_at: signedIn, kept }: AccountSummary): number {
  return used ?? (kept ? 0 : signedIn);
}

/** Plain text, not Markdown: names come from servers. */
function tooltip({ accounts, waiting, connected, stopped, hasState, store }: Daemon): string {
  if (stopped) {
    return vscode.l10n.t(
      'The daemon was stopped: scripts and notebooks get no tokens. Click, and choose Start Tokenwell.',
    );
  }
  if (accounts.length + waiting.length === 0) {
    // Only the daemon knows.
    if (!connected && hasState) return vscode.l10n.t('Tokenwell: the daemon has not told yet who is signed in');
    return vscode.l10n.t('Tokenwell: nobody is signed in');
  }
  const lines = [...waiting.map(describeWaiting), ...accounts.map(describe)];
  if (!connected) lines.push(vscode.l10n.t('The daemon is not running.'));
  else if (store?.state === 'locked') lines.push(plainText(store.detail, 500));
  return ['Tokenwell', ...lines].join('\n');
}

function describeWaiting({ host, user_code: code }: SignIn): string {
  const where = plainText(host);
  if (code === null) return vscode.l10n.t('Waiting for approval at {0}.', where);
  return vscode.l10n.t('Waiting for approval at {0}. Code: {1}', where, plainText(code, 100));
}

/** `alice · lab: signed in, token until 10:42, last renewed 10:37`. */
export function describe(account: AccountSummary): string {
  const parts = [words(account)];
  const { token_expires_at: expires, last_refresh_at: renewed, state } = account;
  if (expires !== null) parts.push(tokenWords(account, expires));
  if (renewed !== null) parts.push(vscode.l10n.t('last renewed {0}', timeOfDay(renewed)));
  if (account.at_risk) parts.push(vscode.l10n.t('not stored yet'));
  if (account.waiting) {
    const { for: hop, since } = account.waiting;
    parts.push(vscode.l10n.t('waiting for {0} since {1}', plainText(hop, 200), timeOfDay(since)));
  }
  if (endOf(account) && state !== 'signed_out') parts.push(ending(account));
  return `${plainText(account.name)} · ${account.profile}: ${parts.join(', ')}`;
}

function tokenWords({ state, grant_kind: kind, waiting }: AccountSummary, expires: number): string {
  if (expires * 1000 > Date.now()) return vscode.l10n.t('token until {0}', timeOfDay(expires));
  // Nobody used it lately, so nobody renewed it ahead: that is in order, and no reason to worry.
  const isRenewed = state === 'signed_in' && kind !== 'access_token' && !waiting;
  return isRenewed ? vscode.l10n.t('renewed when used') : vscode.l10n.t('token ended {0}', timeOfDay(expires));
}

function ending(account: AccountSummary): string {
  const end = endOf(account);
  const left = timeLeft((end?.at ?? 0) - Date.now() / 1000);
  return end?.kind === 'session'
    ? vscode.l10n.t('session ends in {0}', left)
    : vscode.l10n.t('offline token ends in {0}', left);
}

function words(account: AccountSummary): string {
  const { state, retrying_since: since } = account;
  if (state === 'retrying') return vscode.l10n.t('retrying since {0}', timeOfDay(since));
  if (state === 'signed_out') return ended(account);
  if (state === 'locked') return vscode.l10n.t('the secret store is locked');
  if (state === 'signing_in') return vscode.l10n.t('signing in');
  return vscode.l10n.t('signed in');
}
