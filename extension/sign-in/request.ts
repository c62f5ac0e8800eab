/** What all ways to sign in have in common: how one is started at the daemon, and waited for. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary, SignIn, SignInCreation } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { patiently, withCancel } from '../patience.ts';
import { plainText } from '../plain-text.ts';

export interface SignInRequest {
  daemon: Daemon;
  connection: Connection;
  profile: ProfileSummary;
  creation: SignInCreation;
}

/** What a button of a sign-in's dialog does. */
export interface Way extends vscode.MessageItem {
  run(): Promise<void>;
}

export interface Dialog {
  title: string;
  detail: string;
  ways: Way[];
}

/** One that the daemon has ready only after the person turned away is cancelled there. */
export async function start({ connection, profile, creation }: SignInRequest): Promise<SignIn> {
  const starting = connection.startSignIn(creation);
  try {
    return await patiently(vscode.l10n.t('Starting the sign-in at {0}', hostOf(profile)), starting);
  } catch (error) {
    if (error instanceof vscode.CancellationError) {
      void starting.then(({ id }) => connection.cancelSignIn(id)).catch(() => {});
    }
    throw error;
  }
}

/**
 * What the person chose; `ended` where the sign-in was over before, which is told at once, however long the dialog stays.
 * A dialog cannot be closed from here: whatever is chosen in it then is for nobody.
 */
export function choiceBefore<Choice>(
  end: Promise<SignIn>,
  dialog: Thenable<Choice | undefined>,
): Promise<{ choice: Choice | undefined } | 'ended'> {
  return Promise.race([end.then(() => 'ended' as const), dialog.then((choice) => ({ choice }))]);
}

/** With a notification from which it can be cancelled. `end` is its `ending`, watched since it was started. */
export async function waitForEnd(
  { connection }: SignInRequest,
  { started, end, title }: { started: SignIn; end: Promise<SignIn>; title: string },
): Promise<SignIn> {
  try {
    return await withCancel(title, end);
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) throw error;
    return connection.cancelSignIn(started.id);
  }
}

/** Resolves with the sign-in once it waits no more, wherever it was ended: here, in a browser, in another window. */
export function ending(daemon: Daemon, started: SignIn): Promise<SignIn> {
  if (started.state !== 'waiting') return Promise.resolve(started);
  return new Promise((resolve) => {
    const finish = (ended: SignIn) => {
      listener.dispose();
      resolve(ended);
    };
    const listener = daemon.onEvent((event) => {
      if (event.type === 'sign_in' && event.sign_in.id === started.id && event.sign_in.state !== 'waiting') {
        return finish(event.sign_in);
      }
      const gone = event.type === 'hello' && !event.sign_ins.some(({ id }) => id === started.id);
      if (!gone && event.type !== 'shutdown') return;
      const detail = vscode.l10n.t('The daemon ended while it waited for this sign-in.');
      finish({ ...started, state: 'failed', error: { code: 'shutting_down', detail } });
    });
  });
}

export function hostOf({ issuer }: Pick<ProfileSummary, 'issuer'>): string {
  return plainText(URL.parse(issuer)?.host ?? issuer);
}
