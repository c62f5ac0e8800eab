/**
 * The value that is offered now, to be seen once. It is fetched from the daemon at the first click that needs it, and held
 * here only until the offer ends: by "Done", by keeping it, when the panel is hidden or closed, or when its time is up.
 */

import * as vscode from 'vscode';
import type { OneTimeValue, ShownValue } from '../../daemon/api.ts';
import { copyForAWhile } from '../clipboard.ts';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { nameProblem, plainName } from '../profiles/profile-name.ts';
import { said, showing, silence, warned } from './answers.ts';
import type { Answer, Offer } from './messages-to-view.ts';

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

  constructor(daemon: Daemon, show: (offer: Offer | null, words: string | null) => void) {
    this.#daemon = daemon;
    this.#show = show;
  }

  /** A second one would push the first aside, and it could never be seen again. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  make(value: OneTimeValue, title: string): void {
    const { expires_at, parts, may_keep, warning } = value;
    const offer = { id: String(++this.#count), title, expires_at, parts, may_keep, warning };
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
    return said(vscode.l10n.t('Copied. It is taken off the clipboard later.'));
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

  /** The daemon shows it once; a second click gets what the first one brought. */
  #valueOf(id: string): Promise<ShownValue> {
    const open = this.#find(id);
    open.shown ??= this.#daemon.reach().then((connection) => connection.showOneTimeValue(open.value.id));
    return open.shown;
  }
}
