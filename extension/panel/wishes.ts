/** Does what the view asks, by the daemon, and tells the view what became of it. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { Daemon } from '../daemon.ts';
import { offering, said, silence } from './answers.ts';
import { fulfilForApplication } from './application-wishes.ts';
import { Approvals } from './approvals.ts';
import { Contents } from './contents.ts';
import { planExport } from './exports.ts';
import { GivenCredentials } from './given-credentials.ts';
import type { Wish } from './messages-to-host.ts';
import type { Answer, Offer, ToView } from './messages-to-view.ts';
import { Offers } from './offers.ts';
import { problemOf, wantsCredentials } from './problem.ts';
import { exportKeptToken, revokeToken, rotateToken, testToken, titleOf } from './token-wishes.ts';

export class Wishes {
  readonly #daemon: Daemon;
  readonly #output: vscode.LogOutputChannel;
  readonly #tell: (message: ToView) => void;
  readonly #contents: Contents;
  readonly #offers: Offers;
  readonly #approvals: Approvals;
  readonly #credentials: GivenCredentials;
  /** A page shows what is offered; without one, an offer waits for it. */
  #isPresented = false;
  #isClosed = false;
  /** What the last page can tell no more. */
  #missed: string | null = null;

  constructor(daemon: Daemon, output: vscode.LogOutputChannel, tell: (message: ToView) => void) {
    this.#daemon = daemon;
    this.#output = output;
    this.#tell = tell;
    this.#contents = new Contents(daemon, tell);
    this.#credentials = new GivenCredentials(daemon);
    this.#offers = new Offers(daemon, (offer, words) => this.#showOffer(offer, words));
    this.#approvals = new Approvals(daemon, (approval, problem) => tell({ type: 'approval', approval, problem }));
  }

  /** A page has been loaded. What the last one showed has ended with it. */
  begin(): void {
    this.hidden();
    this.#isPresented = true;
    this.#contents.begin();
    this.#offers.present(this.#missed);
    this.#missed = null;
    this.#approvals.present();
  }

  /** The page is gone. */
  hidden(): void {
    if (this.#isPresented && this.#offers.isOpen) {
      this.#offers.end(null);
      this.#missed = vscode.l10n.t('The value that was shown is gone, as the panel was hidden. Make another one.');
    }
    this.#isPresented = false;
    this.#credentials.takeBack();
  }

  dispose(): void {
    this.#isPresented = false;
    this.#isClosed = true;
    this.#credentials.takeBack();
    this.#offers.end(null);
    this.#approvals.dispose();
    this.#contents.dispose();
  }

  async fulfil(id: number, wish: Wish): Promise<void> {
    try {
      this.#tell({ type: 'answer', id, answer: await this.#do(wish), problem: null });
    } catch (error) {
      const problem = problemOf(error);
      this.#output.error(problem.detail);
      this.#tell({ type: 'answer', id, answer: null, problem });
    }
  }

  #do(wish: Wish): Promise<Answer> {
    switch (wish.name) {
      case 'show_account':
        return this.#contents.showAccount(wish.account, wish.all).then(silence);
      case 'show_permissions':
        return this.#contents.showPermissions().then(silence);
      case 'show_activity':
        return this.#contents.showActivity().then(silence);
      case 'open_approval':
        return this.#approvals.open();
      case 'copy_approval':
        return this.#approvals.copy();
      case 'show_qr_code':
        return this.#approvals.showQrCode();
      case 'cancel_approval':
        return this.#approvals.cancel();
      case 'reveal':
        return this.#offers.reveal(wish.offer);
      case 'copy':
        return this.#offers.copy(wish.offer, wish.part);
      case 'keep':
        return this.#offers.keep(wish.offer);
      case 'export':
        return this.#offers.export(wish.offer, wish.destination);
      case 'done':
        this.#offers.end(vscode.l10n.t('The value is gone from here.'));
        return Promise.resolve(silence());
      case 'sign_in':
        return command('tokenwell.signIn', ...(wish.profile === null ? [] : [{ profile: wish.profile }]));
      case 'revoke_all':
        return command('tokenwell.revokeAll');
      case 'doctor':
        return command('tokenwell.doctor');
      case 'log':
        return command('tokenwell.showLog');
      default:
        return this.#change(wish);
    }
  }

  async #change(
    wish: Exclude<Wish, { name: 'show_account' | 'keep' | 'export' | 'done' | 'reveal' | 'copy' }>,
  ): Promise<Answer> {
    const connection = await this.#daemon.reach();
    switch (wish.name) {
      case 'create':
        this.#refuseASecond();
        await this.#create(wish, connection);
        return silence();
      case 'export_targets':
        return offering((await connection.exportTargets()).targets);
      case 'export_kept':
        return exportKeptToken(connection, this.#contents.token(wish.account, wish.token), wish.destination);
      case 'edit':
        await connection.editLongLivedToken(wish.account, wish.token, { values: wish.values });
        return said(vscode.l10n.t('Saved.'));
      case 'forget':
        await connection.forgetLongLivedToken(wish.account, wish.token);
        return said(vscode.l10n.t('It is on the list no more.'));
      case 'forget_left':
        await connection.forgetLeftToken(wish.token);
        return said(vscode.l10n.t('It is on the list no more.'));
      case 'test':
      case 'rotate':
      case 'revoke': {
        if (wish.name !== 'revoke') this.#refuseASecond();
        const token = this.#contents.token(wish.account, wish.token);
        const offers = this.#offers;
        const kind = this.#contents.kind(wish.account, token.kind);
        const run = { test: testToken, rotate: rotateToken, revoke: revokeToken }[wish.name];
        return run({ connection, token, kind, offers });
      }
      case 'decide': {
        const { workspace, account, decision } = wish;
        await connection.decidePermission({ workspace, account, decision });
        return said(decision === 'allow' ? vscode.l10n.t('Allowed.') : vscode.l10n.t('Forbidden.'));
      }
      case 'take_back':
        await connection.removePermission(wish.permission);
        return said(vscode.l10n.t('Taken back: the next time you are asked again.'));
      case 'give_credentials':
        await this.#credentials.give(wish.account, wish.values);
        await this.#contents.refresh(wish.account);
        return silence();
      case 'create_application':
      case 'edit_application':
      case 'delete_application':
      case 'revoke_application_tokens':
      case 'subscriptions':
      case 'subscribe':
      case 'unsubscribe': {
        if (wish.name === 'create_application') this.#refuseASecond();
        try {
          const answer = await fulfilForApplication(wish, connection, this.#offers);
          await this.#contents.refresh(wish.account);
          return answer;
        } catch (error) {
          // The daemon holds them no more: they are asked for again.
          if (wantsCredentials(error)) await this.#contents.refresh(wish.account);
          throw error;
        }
      }
      default:
        return silence();
    }
  }

  async #create(wish: Extract<Wish, { name: 'create' }>, connection: Connection): Promise<void> {
    const { account, kind: name, values, destination } = wish;
    const kind = this.#contents.kind(account, name);
    if (!kind) throw new Error(vscode.l10n.t('This server makes no such token.'));
    const plan = destination && (await planExport(connection, destination));
    await this.#approvals.start({ account, kind, values }, async ({ token, one_time_value: value }) => {
      await this.#offers.deliver(value, token ? titleOf(token) : kind.label, plan);
    });
  }

  #showOffer(offer: Offer | null, words: string | null): void {
    if (this.#isPresented) return this.#tell({ type: 'offer', offer, words });
    if (!this.#isClosed) this.#missed = words ?? this.#missed;
    else if (words) void vscode.window.showInformationMessage(words);
    else if (offer) this.#loseUndelivered(offer);
  }

  /** Nobody is there to see it, or to put it elsewhere. */
  #loseUndelivered({ title, failed }: Offer): void {
    this.#offers.end(null);
    const why = failed?.problem.detail ?? vscode.l10n.t('The value of {0} came after the panel was closed.', title);
    const advice = vscode.l10n.t('Its value is forgotten: revoke it, and make another one.');
    const way = vscode.l10n.t('Manage Tokens');
    void vscode.window.showErrorMessage(`${why} ${advice}`, way).then(async (choice) => {
      if (choice === way) await vscode.commands.executeCommand('tokenwell.manageTokens');
    });
  }

  /** A value that can be seen once would be lost. */
  #refuseASecond(): void {
    if (this.#offers.isBusy) throw new Error(vscode.l10n.t('Finish with the value that is shown first.'));
    if (this.#approvals.isOpen) throw new Error(vscode.l10n.t('Finish with the token that waits for approval first.'));
  }
}

async function command(name: string, ...parameters: unknown[]): Promise<Answer> {
  void vscode.commands.executeCommand(name, ...parameters);
  return silence();
}
