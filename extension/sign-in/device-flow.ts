/** Signing in with a code that is approved in a browser (RFC 8628). The daemon does the polling. */

import * as vscode from 'vscode';
import type { SignIn } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { showQrCode } from './qr-code.ts';
import { choiceBefore, type Dialog, ending, type SignInRequest, start, type Way, waitForEnd } from './request.ts';

export async function signInWithDevice(request: SignInRequest): Promise<SignIn> {
  const started = await start(request);
  const end = ending(request.daemon, started);
  const isWanted = await showCode(started, end);
  if (isWanted === false) return request.connection.cancelSignIn(started.id);
  if (isWanted === 'ended') return end;
  const code = plainText(started.user_code ?? '', 64);
  const title = vscode.l10n.t('Waiting for approval at {0}. Code: {1}', plainText(started.host), code);
  return waitForEnd(request, { started, end, title });
}

/** Whether the person goes on. */
async function showCode(started: SignIn, end: Promise<SignIn>): Promise<boolean | 'ended'> {
  const { title, detail, ways } = codeDialog(started, end);
  const answer = await choiceBefore(end, vscode.window.showInformationMessage(title, { modal: true, detail }, ...ways));
  if (answer === 'ended') return answer;
  await answer.choice?.run();
  return answer.choice !== undefined;
}

/** The code is copied, and the address opened, by a click only. */
export function codeDialog(started: SignIn, end: Promise<SignIn>): Dialog {
  const code = plainText(started.user_code ?? '', 64);
  const host = plainText(started.host);
  const address = started.verification_uri ?? '';
  const complete = started.verification_uri_complete ?? address;
  const copy = async () => vscode.env.clipboard.writeText(started.user_code ?? '');
  const open = async () => {
    await copy();
    await vscode.env.openExternal(vscode.Uri.parse(complete, true));
  };
  const safe: Way[] = [
    { title: vscode.l10n.t('Copy Code and Open Browser'), run: open },
    { title: vscode.l10n.t('Show QR Code'), run: () => showQrCode({ address: complete, code, host, end }) },
  ];
  return {
    title: vscode.l10n.t('Sign in at {0}', host),
    detail: describe(started, code, address),
    ways: started.may_open ? safe : [{ title: vscode.l10n.t('Copy Code'), run: copy }],
  };
}

function describe(
  { host, may_open: mayOpen, verification_host_differs: differs }: SignIn,
  code: string,
  address: string,
): string {
  const lines = [vscode.l10n.t('Code: {0}', code), vscode.l10n.t('Address: {0}', plainText(address))];
  if (differs) {
    const other = plainText(URL.parse(address)?.host ?? address);
    lines.push(vscode.l10n.t('This page is at {0}, not at {1}: go on only if you know both.', other, plainText(host)));
  }
  lines.push(
    mayOpen
      ? vscode.l10n.t('Check that the page shows the same code before you approve.')
      : vscode.l10n.t('This address is not safe (no https), so Tokenwell does not open it.'),
  );
  return lines.join('\n');
}
