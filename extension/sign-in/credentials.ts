/** What a person types for one sign-in. It goes to the daemon and is kept nowhere here. */

import * as vscode from 'vscode';
import type { ProfileSummary, SignInCreation, SignInFlow } from '../../daemon/api.ts';
import { plainText } from '../plain-text.ts';
import { hostOf } from './request.ts';

type Credentials = Pick<SignInCreation, 'client_secret' | 'username' | 'password' | 'keep_password' | 'refresh_token'>;

/** undefined: the person turned back. Nothing to ask gives nothing. */
export async function askCredentials(
  profile: ProfileSummary,
  flow: SignInFlow,
  mayKeepPassword: boolean,
): Promise<Credentials | undefined> {
  const title = vscode.l10n.t('Sign in at {0}', hostOf(profile));
  const credentials: Credentials = {};
  if (profile.token_endpoint_auth_method.startsWith('client_secret')) {
    const prompt = vscode.l10n.t('Secret of the client {0}', plainText(profile.client_id));
    const secret = await ask({ title, prompt, password: true });
    if (secret === undefined) return undefined;
    credentials.client_secret = secret;
  }
  if (flow === 'paste') {
    const token = await ask({
      title,
      prompt: vscode.l10n.t('Refresh or offline token, or a personal access token'),
      password: true,
    });
    if (token === undefined) return undefined;
    credentials.refresh_token = token.trim();
  }
  if (flow === 'password') {
    const username = await ask({ title, prompt: vscode.l10n.t('User name') });
    if (username === undefined) return undefined;
    const keep = mayKeepPassword ? await askToKeep(title) : false;
    if (keep === undefined) return undefined;
    const prompt = keep
      ? vscode.l10n.t('Password of {0}; kept in the secret store', plainText(username))
      : vscode.l10n.t('Password of {0}; used once, and not kept', plainText(username));
    const password = await ask({ title, prompt, password: true });
    if (password === undefined) return undefined;
    Object.assign(credentials, { username, password, ...(keep && { keep_password: true }) });
  }
  return credentials;
}

/** What is usual comes first, so that Enter keeps nothing. */
async function askToKeep(title: string): Promise<boolean | undefined> {
  const choices = [
    {
      label: vscode.l10n.t('Use the password once'),
      detail: vscode.l10n.t('Nothing but the sign-in that it brings is kept.'),
      keep: false,
    },
    {
      label: vscode.l10n.t('Keep the password in the secret store'),
      detail: vscode.l10n.t(
        'It renews the sign-in when nothing else can. Until you sign out, it is kept on this machine.',
      ),
      keep: true,
    },
  ];
  const options = { title, placeHolder: vscode.l10n.t('What shall become of the password?'), ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(choices, options))?.keep;
}

async function ask(options: vscode.InputBoxOptions): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    // The person may have to fetch it from another window.
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('This cannot be empty.') : undefined),
  });
}
