/** What a person types for one sign-in. It goes to the daemon and is kept nowhere here. */

import * as vscode from 'vscode';
import type { ProfileSummary, SignInCreation, SignInFlow } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { hostOf } from './request.ts';

type Credentials = Pick<SignInCreation, 'client_secret' | 'username' | 'password' | 'refresh_token'>;

/** undefined: the person turned back. Nothing to ask gives nothing. */
export async function askCredentials(profile: ProfileSummary, flow: SignInFlow): Promise<Credentials | undefined> {
  const title = vscode.l10n.t('Sign in at {0}', hostOf(profile));
  const credentials: Credentials = {};
  if (profile.token_endpoint_auth_method.startsWith('client_secret')) {
    const prompt = vscode.l10n.t('Secret of the client {0}', plainText(profile.client_id));
    const secret = await ask({ title, prompt, password: true });
    if (secret === undefined) return undefined;
    credentials.client_secret = secret;
  }
  if (flow === 'paste') {
    const token = await ask({ title, prompt: vscode.l10n.t('Refresh or offline token'), password: true });
    if (token === undefined) return undefined;
    credentials.refresh_token = token.trim();
  }
  if (flow === 'password') {
    const username = await ask({ title, prompt: vscode.l10n.t('User name') });
    if (username === undefined) return undefined;
    const prompt = vscode.l10n.t('Password of {0}; used once, and not kept', plainText(username));
    const password = await ask({ title, prompt, password: true });
    if (password === undefined) return undefined;
    Object.assign(credentials, { username, password });
  }
  return credentials;
}

async function ask(options: vscode.InputBoxOptions): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    // The person may have to fetch it from another window.
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('This cannot be empty.') : undefined),
  });
}
