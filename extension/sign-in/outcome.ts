/** How a sign-in ended: each end in its own words, with a way on. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary, SignIn, SignInFlow } from '../../daemon/api.ts';
import { tellFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import { changeClient } from '../profiles/change-client.ts';
import { type Proxy, proxyInReserve, useIt, wordsOf } from '../proxy.ts';
import type { SignInWish } from './sign-in.ts';

type Outcome = Pick<SignIn, 'state' | 'profile' | 'account'> & { error: { code: string; detail: string } | null };

interface Circumstances {
  output: vscode.LogOutputChannel;
  connection: Connection;
  profile: ProfileSummary;
  /** The one that was taken. */
  flow: SignInFlow | undefined;
  /** The server's ways to sign in, as far as they are known. */
  flows: SignInFlow[];
}

export async function tellOutcome(outcome: Outcome, circumstances: Circumstances): Promise<void> {
  const { output, connection, flows } = circumstances;
  const { state, account, profile, error } = outcome;
  if (state === 'signed_in') {
    const name = plainText(account?.name ?? '');
    void vscode.window.showInformationMessage(vscode.l10n.t('Signed in on {0} as {1}.', profile, name));
    const former = account?.former_sign_in;
    if (former) {
      const words = vscode.l10n.t('The sign-in before could not be ended: {0}', plainText(former.detail, 1_000));
      void vscode.window.showWarningMessage(words);
    }
  } else if (state === 'denied') {
    offer(vscode.l10n.t('The sign-in on {0} was refused in the browser.', profile), [again(profile)], output);
  } else if (state === 'expired') {
    offer(vscode.l10n.t('The sign-in on {0} was not approved in time.', profile), [again(profile)], output);
  } else if (state === 'failed') {
    const words = plainText(error?.detail ?? vscode.l10n.t('The sign-in failed.'), 1_000);
    const ways = [...clientWay(error, circumstances), ...waysOnAfter(profile, error, flows)];
    const proxy = await proxyInReserve(connection, error);
    if (proxy) offer(`${words} ${wordsOf(proxy)}`, [throughProxy(connection, proxy, profile), ...ways], output);
    else offer(words, ways, output);
  }
}

interface WayOn {
  title: string;
  command: string;
  argument?: SignInWish;
  /** What is done before; false: the person turned back. */
  prepare?: () => Promise<unknown>;
}

function waysOnAfter(profile: string, error: Outcome['error'], flows: SignInFlow[]): WayOn[] {
  const otherWays = flows.length > 1 && error?.code !== 'authorization_server_unavailable' ? [anotherWay(profile)] : [];
  const log = { title: vscode.l10n.t('Show Log'), command: 'tokenwell.showLog' };
  const doctor = { title: vscode.l10n.t('Doctor'), command: 'tokenwell.doctor' };
  return [again(profile), ...otherWays, log, doctor];
}

/** Where it may be the client that the server does not want. */
function clientWay(error: Outcome['error'], { connection, profile, flow }: Circumstances): WayOn[] {
  const isRefusal = error?.code === 'authorization_server_refused' || error?.code === 'flow_not_supported';
  const isByClient = flow === 'device' || flow === 'code';
  if (!isRefusal || !isByClient || profile.origin !== 'user') return [];
  const title = vscode.l10n.t('Change the Client…');
  return [{ ...again(profile.name), title, prepare: () => changeClient(connection, profile) }];
}

function again(profile: string): WayOn {
  return { title: vscode.l10n.t('Try Again'), command: 'tokenwell.signIn', argument: { profile } };
}

function throughProxy(connection: Connection, proxy: Proxy, profile: string): WayOn {
  return { ...again(profile), title: useIt(), prepare: () => connection.changeSettings(proxy) };
}

function anotherWay(profile: string): WayOn {
  const argument = { profile, anotherWay: true };
  return { title: vscode.l10n.t('Another Way…'), command: 'tokenwell.signIn', argument };
}

function offer(words: string, ways: WayOn[], output: vscode.LogOutputChannel): void {
  void vscode.window.showWarningMessage(words, ...ways).then((way) =>
    tellFailure(output, async () => {
      if (!way || (await way.prepare?.()) === false) return;
      await vscode.commands.executeCommand(way.command, way.argument);
    }),
  );
}
