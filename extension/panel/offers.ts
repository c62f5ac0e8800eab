/**
 * The value that is offered now, to be seen once. It is fetched from the daemon at the first click that needs it, and held
 * here only until the offer ends: by "Done", by keeping or exporting it, when the panel is hidden or closed, or when its time
 * is up. One that goes straight elsewhere is never fetched.
 */

import * as vscode from 'vscode';
import type { OneTimeValue, ShownValue } from '../../daemon/api.ts';
import { clipboardLimit, copyForAWhile } from '../clipboard.ts';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { nameProblem, plainName } from '../profiles/profile-name.ts';
import { said, showing, silence, warned } from './answers.ts';
import { type ExportPlan, exportedTo, wishFor } from './exports.ts';
import type { Destination } from './messages-to-host.ts';
import type { Answer, Offer } from './messages-to-view.ts';
import { problemOf } from './problem.ts';

interface Open {
  offer: Offer;
  value: OneTimeValue;
  shown: Promise<ShownValue> | null;
  timer: NodeJS.Timeout;
}

export class Offers {
  readonly #daemon: Daemon;
  readonly #show: (offer: Offer | null, words: string | null) => void;
  #open: Open | null = null;
  #count = 0;
  #isDelivering = false;

  constructor(daemon: Daemon, show: (offer: Offer | null, words: string | null) => void) {
    this.#daemon = daemon;
    this.#show = show;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** A second one would push the first aside, and it could never be seen again. */
  get isBusy(): boolean {
    return this.isOpen || this.#isDelivering;
  }

  /** Offers the value, or has it put straight where it was planned. Never rejects. */
  async deliver(value: OneTimeValue | null, title: string, plan: ExportPlan | null): Promise<void> {
    if (!plan) return value ? this.make(value, title) : undefined;
    if (!value) return this.#show(null, vscode.l10n.t('{0} was made, with no value to export.', title));
    this.#isDelivering = true;
    try {
      this.#show(null, vscode.l10n.t('Made: {0}. It is on its way to {1}.', title, plan.place));
      const connection = await this.#daemon.reach();
      const { place } = await connection.exportOneTimeValue(value.id, plan.wish);
      this.#show(null, exportedTo(title, place));
    } catch (error) {
      // It cannot be had again, so the person may yet put it elsewhere.
      this.make(value, title, { problem: problemOf(error), destination: plan.destination });
    } finally {
      this.#isDelivering = false;
    }
  }

  make(value: OneTimeValue, title: string, failed: Offer['failed'] = null): void {
    const { expires_at, parts, may_keep, warning } = value;
    const offer = { id: String(++this.#count), title, expires_at, parts, may_keep, warning, failed };
    const left = expires_at * 1_000 - Date.now();
    const timer = setTimeout(() => this.end(vscode.l10n.t('Two minutes are over: the value is gone.')), left);
    this.#open = { offer, value, shown: null, timer };
    this.#show(offer, null);
  }

  /** For a view that has just been loaded. `words`: of what ended meanwhile. */
  present(words: string | null): void {
    this.#show(this.#open?.offer ?? null, this.#open ? null : words);
  }

  /** Forgets the value here and in the daemon. */
  end(words: string | null): void {
    const open = this.#take();
    if (!open) return;
    this.#show(null, words);
    void this.#daemon
      .reach()
      .then((connection) => connection.forgetOneTimeValue(open.value.id))
      .catch(() => {});
  }

  async reveal(id: string): Promise<Answer> {
    return showing((await this.#valueOf(id)).parts);
  }

  async copy(id: string, part: string): Promise<Answer> {
    const { parts } = await this.#valueOf(id);
    const found = parts.find(({ name }) => name === part);
    if (!found) return warned(vscode.l10n.t('There is no such part.'));
    await copyForAWhile(found.value);
    return said(vscode.l10n.t('Copied. It is taken off the clipboard after {0} seconds.', clipboardLimit()));
  }

  async keep(id: string): Promise<Answer> {
    const { value, offer } = this.#find(id);
    const connection = await this.#daemon.reach();
    const { profiles } = await connection.profiles();
    const taken = profiles.map(({ name }) => name);
    const proposed = plainName(offer.title) || 'kept-token';
    const profile = await vscode.window.showInputBox({
      title: vscode.l10n.t('Keep it in Tokenwell'),
      prompt: vscode.l10n.t('Name of the profile under which scripts and notebooks get its tokens'),
      value: taken.includes(proposed) ? `${proposed}-2` : proposed,
      ignoreFocusOut: true,
      validateInput: (name) => nameProblem(name, taken),
    });
    if (profile === undefined) return silence();
    const account = await connection.keepOneTimeValue(value.id, { profile });
    const words = vscode.l10n.t('Kept as {0}, for {1}.', account.profile, plainText(account.name));
    this.#take();
    this.#show(null, words);
    return silence();
  }

  async export(id: string, destination: Destination): Promise<Answer> {
    const { value, offer } = this.#find(id);
    const connection = await this.#daemon.reach();
    const wish = await wishFor(connection, destination);
    const { place } = await connection.exportOneTimeValue(value.id, wish);
    // Its time may have run out meanwhile.
    if (this.#open?.offer === offer) this.#take();
    this.#show(null, exportedTo(offer.title, place));
    return silence();
  }

  #take(): Open | null {
    const open = this.#open;
    if (open) clearTimeout(open.timer);
    this.#open = null;
    return open;
  }

  #find(id: string): Open {
    if (this.#open?.offer.id !== id) throw new Error(vscode.l10n.t('This value is gone.'));
    return this.#open;
  }

  /** The daemon shows it once; a second click gets what the first one brought, and asks again where that was nothing. */
  #valueOf(id: string): Promise<ShownValue> {
    const open = this.#find(id);
    open.shown ??= this.#fetch(open).catch((error) => {
      open.shown = null;
      throw error;
    });
    return open.shown;
  }

  async #fetch({ value }: Open): Promise<ShownValue> {
    return (await this.#daemon.reach()).showOneTimeValue(value.id);
  }
}
