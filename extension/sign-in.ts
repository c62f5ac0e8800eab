/** Signing in with a code that is approved in a browser (RFC 8628). The daemon does the polling. */

import * as vscode from 'vscode';
import type { SignIn } from '../daemon/api.ts';
import { chooseProfile } from './choose.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';
import { showQrCode } from './qr-code.ts';

/** Resolves once it has ended, with what became of it; undefined where the person turned back before it began. */
export async function signIn(daemon: Daemon, profile?: string): Promise<SignIn | undefined> {
  const connection = await daemon.reach();
  const chosen = profile ?? (await chooseProfile(connection));
  if (!chosen) return undefined;
  const started = await connection.startSignIn({ profile: chosen });
  const end = ending(daemon, started);
  // What ends while the dialog is open is told at once, however long the dialog stays.
  void end.then(tell);
  if (!(await showCode(started))) await connection.cancelSignIn(started.id);
  return end;
}

function ending(daemon: Daemon, started: SignIn): Promise<SignIn> {
  return new Promise((resolve) => {
    const listener = daemon.onEvent((event) => {
      if (event.type === 'sign_in' && event.sign_in.id === started.id && event.sign_in.state !== 'waiting') {
        listener.dispose();
        resolve(event.sign_in);
      }
      const gone = event.type === 'hello' && !event.sign_ins.some(({ id }) => id === started.id);
      if (gone || event.type === 'shutdown') {
        listener.dispose();
        const detail = vscode.l10n.t('The daemon ended while it waited for this sign-in.');
        resolve({ ...started, state: 'failed', error: { code: 'shutting_down', detail } });
      }
    });
  });
}

/** Whether the person goes on. The code is copied, and the address opened, by a click only. */
async function showCode(started: SignIn): Promise<boolean> {
  const code = plainText(started.user_code ?? '', 64);
  const address = started.verification_uri ?? '';
  const open = vscode.l10n.t('Copy Code and Open Browser');
  const copy = vscode.l10n.t('Copy Code');
  const qr = vscode.l10n.t('Show QR Code');
  const detail = [
    vscode.l10n.t('Code: {0}', code),
    vscode.l10n.t('Address: {0}', plainText(address)),
    started.may_open
      ? vscode.l10n.t('Check that the page shows the same code before you approve.')
      : vscode.l10n.t('This address is not safe (no https), so Tokenwell does not open it.'),
  ].join('\n');
  const title = vscode.l10n.t('Sign in at {0}', plainText(started.host));
  const buttons = started.may_open ? [open, qr] : [copy];
  const choice = await vscode.window.showInformationMessage(title, { modal: true, detail }, ...buttons);
  if (choice === undefined) return false;
  const complete = started.verification_uri_complete ?? address;
  if (choice === qr) await showQrCode(complete, code, plainText(started.host));
  else await vscode.env.clipboard.writeText(started.user_code ?? '');
  if (choice === open) await vscode.env.openExternal(vscode.Uri.parse(complete, true));
  return true;
}

/** Each end in its own words, with a way on. */
function tell({ state, account, profile, error }: SignIn): void {
  if (state === 'signed_in') {
    const name = plainText(account?.name ?? '');
    void vscode.window.showInformationMessage(vscode.l10n.t('Signed in on {0} as {1}.', profile, name));
    return;
  }
  if (state === 'cancelled') return;
  const words =
    state === 'denied'
      ? vscode.l10n.t('The sign-in on {0} was refused in the browser.', profile)
      : state === 'expired'
        ? vscode.l10n.t('The sign-in on {0} was not approved in time.', profile)
        : plainText(error?.detail ?? vscode.l10n.t('The sign-in failed.'), 1_000);
  const again = vscode.l10n.t('Try Again');
  void vscode.window.showWarningMessage(words, again).then((choice) => {
    if (choice === again) void vscode.commands.executeCommand('tokenwell.signIn', profile);
  });
}
