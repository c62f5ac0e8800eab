/**
 * Signing in in the browser: authorization code with PKCE, on a loopback address of the extension host (RFC 8252 §7.3).
 * In a remote window VS Code forwards that address, and says under which name the browser reaches it.
 */

import * as vscode from 'vscode';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { listenForRedirect } from '../../clients/node/redirect-listener.ts';
import type { SignIn } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { choiceBefore, type Dialog, ending, type SignInRequest, start, type Way, waitForEnd } from './request.ts';

export async function signInWithCode(request: SignInRequest): Promise<SignIn> {
  // The browser can come back only after the sign-in was started, and that needs the listener's address.
  let id = '';
  const port = vscode.workspace.getConfiguration('tokenwell').get('redirectPort', 0);
  const redeem = async (address: string) => isRedeemed(request, id, address);
  const listener = await listenForRedirect(vscode.l10n.t('VS Code says why.'), redeem, port);
  try {
    const reachable = await vscode.env.asExternalUri(vscode.Uri.parse(listener.redirectUri));
    const redirect = { redirect_uri: reachable.toString(true) };
    const started = await start({ ...request, creation: { ...request.creation, ...redirect } });
    id = started.id;
    const end = ending(request.daemon, started);
    const isWanted = await openBrowser(started, end);
    if (isWanted === false) return await request.connection.cancelSignIn(id);
    if (isWanted === 'ended') return await end;
    const title = vscode.l10n.t('Waiting for the browser to come back from {0}', plainText(started.host));
    return await waitForEnd(request, { started, end, title });
  } finally {
    await listener.close();
  }
}

/** One that the daemon refuses may be forged, so that waiting goes on. */
async function isRedeemed({ connection }: SignInRequest, id: string, address: string): Promise<boolean> {
  try {
    const { state } = await connection.redeemSignIn(id, { callback_url: address });
    return state === 'signed_in';
  } catch (error) {
    if (error instanceof DaemonError) return false;
    throw error;
  }
}

/** Whether the person goes on. */
async function openBrowser(started: SignIn, end: Promise<SignIn>): Promise<boolean | 'ended'> {
  const { title, detail, ways } = browserDialog(started);
  const answer = await choiceBefore(end, vscode.window.showInformationMessage(title, { modal: true, detail }, ...ways));
  if (answer === 'ended') return answer;
  await answer.choice?.run();
  return answer.choice !== undefined;
}

export function browserDialog(started: SignIn): Dialog {
  const address = started.authorization_uri ?? '';
  const copy = async () => vscode.env.clipboard.writeText(address);
  const open = async () => void (await vscode.env.openExternal(vscode.Uri.parse(address, true)));
  const title = vscode.l10n.t('Sign in at {0}', plainText(started.host));
  const other = plainText(URL.parse(address)?.host ?? '');
  const detail = [
    other === started.host
      ? vscode.l10n.t('The browser comes back to VS Code by itself.')
      : vscode.l10n.t('Look twice: this address is at {0}, not at {1}.', other, plainText(started.host)),
    ...(started.may_open ? [] : [vscode.l10n.t('This address is not safe (no https), so Tokenwell does not open it.')]),
  ].join('\n');
  const copies: Way = { title: vscode.l10n.t('Copy Address'), run: copy };
  const opens: Way = { title: vscode.l10n.t('Open Browser'), run: open };
  return { title, detail, ways: started.may_open ? [opens, copies] : [copies] };
}
