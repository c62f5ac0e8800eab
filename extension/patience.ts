/** Progress for what takes longer than a moment, with a way out. */

import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

/** Milliseconds before anything is shown: what is done by then needs no words. */
const moment = 600;

/** Rejects with `CancellationError` where the person turns away; the work itself goes on, unheard. */
export async function patiently<Result>(title: string, work: Promise<Result>): Promise<Result> {
  const settled = work.then(
    () => true,
    () => true,
  );
  if (await Promise.race([settled, delay(moment, false)])) return work;
  return withCancel(title, work);
}

/** The same, shown at once. */
export async function withCancel<Result>(title: string, work: Promise<Result>): Promise<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    const cancelled = new Promise<never>((_, reject) => {
      token.onCancellationRequested(() => reject(new vscode.CancellationError()));
    });
    return Promise.race([work, cancelled]);
  });
}
