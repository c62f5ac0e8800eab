/** The long-lived tokens of an account: a table that can be sorted and filtered, and the forms to make and change them. */

import type { LongLivedToken, TokenKind } from '../../../daemon/api.ts';
import type { Details } from '../messages-to-view.ts';
import { DestinationPart, StraightPart } from './destination.ts';
import { announce, button, element, fill, focusOn, said } from './dom.ts';
import { checkbox, type TextBox, textBox } from './fields.ts';
import { openForm } from './form.ts';
import { ask, type Outcome, remember, remembered } from './host.ts';
import { note, outcomeNotice } from './notice.ts';
import { type Action, type Order, tokenStates, tokenTable } from './token-table.ts';
import { t } from './words.ts';

export class TokensSection {
  readonly place = element('section', { 'aria-label': t('Long-lived tokens') });
  /** Others' tokens too. */
  all = false;
  readonly #account: string;
  readonly #load: () => void;
  readonly #bar = element('div', { class: 'bar' });
  readonly #form = element('div', {});
  readonly #gone = element('div', {});
  readonly #table = element('div', {});
  readonly #filter: TextBox;
  /** What became of what was done with a token, by its id. */
  readonly #outcomes = new Map<string, HTMLElement | null>();
  readonly #titles = new Map<string, string>();
  #order: Order = remembered().order ?? { by: 'created', descending: true };
  #details: Details | null = null;

  constructor(account: string, load: () => void) {
    this.#account = account;
    this.#load = load;
    this.#filter = textBox(t('Filter the tokens'), { class: 'filter', placeholder: t('Filter'), 'data-key': 'filter' });
    this.#filter.addEventListener('input', () => {
      this.#drawTable();
      announce(t('Long-lived tokens: {0}', this.#found.length));
    });
    fill(this.#table, element('div', { class: 'busy' }, element('vscode-progress-ring'), t('Asking the server…')));
    this.place.append(element('h2', {}, t('Long-lived tokens')), this.#bar, this.#form, this.#gone, this.#table);
  }

  unknown(): void {
    fill(this.#table);
  }

  draw(details: Details): void {
    const isFirst = this.#details === null;
    this.#details = details;
    const { token_kinds: kinds } = details.capabilities;
    const makers = kinds.flatMap((kind) => (kind.create ? [this.#createButton(kind)] : []));
    const others = kinds.some(({ others }) => others) ? this.#othersBox() : null;
    const refresh = button(t('Refresh'), () => this.#load(), { secondary: true, icon: 'refresh', key: 'refresh' });
    fill(this.#bar, ...makers, this.#filter, others, refresh);
    this.#drawTable();
    if (isFirst) announce(t('Long-lived tokens: {0}', details.tokens.length));
  }

  /** What fits the filter. */
  get #found(): LongLivedToken[] {
    const words = (this.#filter.value ?? '').trim().toLowerCase();
    return (this.#details?.tokens ?? []).filter((token) => textOf(token).includes(words));
  }

  #drawTable(): void {
    const { tokens = [], capabilities } = this.#details ?? {};
    const kinds = capabilities?.token_kinds ?? [];
    const found = this.#found;
    fill(this.#gone, ...this.#outcomesOfGone(tokens));
    if (kinds.length === 0)
      return fill(this.#table, note(t('This server has no long-lived tokens that can be managed.')));
    if (tokens.length === 0) return fill(this.#table, element('p', { class: 'empty' }, t('There are none yet.')));
    if (found.length === 0) {
      const clear = () => {
        this.#filter.value = '';
        this.#drawTable();
        focusOn('filter');
      };
      const back = button(t('Clear the Filter'), clear, { secondary: true });
      return fill(this.#table, element('p', { class: 'empty' }, t('No token fits the filter.'), ' '), back);
    }
    const order = (by: Order['by']) => {
      this.#order = { by, descending: this.#order.by === by ? !this.#order.descending : false };
      remember({ order: this.#order });
      this.#drawTable();
    };
    const table = tokenTable({
      tokens: found,
      kinds,
      order: this.#order,
      sortBy: order,
      showsOwner: this.all,
      outcomes: this.#outcomes,
      act: (token, action) => void this.#act(token, action),
    });
    fill(this.#table, table);
  }

  /** A token that was revoked is in no server's list any more; what became of it is told all the same. */
  #outcomesOfGone(tokens: LongLivedToken[]): HTMLElement[] {
    return [...this.#outcomes].flatMap(([id, outcome]) => {
      if (!outcome || tokens.some((token) => token.id === id)) return [];
      return [element('div', { class: 'gone' }, element('strong', {}, this.#titles.get(id) ?? ''), outcome)];
    });
  }

  #createButton(kind: TokenKind): HTMLElement {
    const key = `create:${kind.kind}`;
    const title = t('New {0}', inSentence(said(kind.label, 80)));
    const open = () => {
      const { fields = [], warning = '', by } = kind.create ?? {};
      const part = new StraightPart();
      openForm(this.#form, {
        ...{ title, warning, fields, part, description: kind.description, openedBy: key },
        submit: by === 'sign_in' ? t('Continue to the Sign-in') : t('Create'),
        send: (values) =>
          ask({ name: 'create', account: this.#account, kind: kind.kind, values, destination: part.read() }),
      });
    };
    return button(title, open, { icon: 'add', key });
  }

  #othersBox(): HTMLElement {
    const box = checkbox(t("Others' tokens too"), this.all, 'all');
    box.addEventListener('change', () => {
      this.all = box.checked;
      this.#load();
    });
    return box;
  }

  async #act(token: LongLivedToken, action: Action): Promise<void> {
    const of = { account: token.account, token: token.id };
    if (action === 'edit') return this.#edit(token);
    if (action === 'export') return this.#export(token);
    this.#tell(token, element('div', { class: 'busy' }, element('vscode-progress-ring'), t('One moment…')));
    const outcome: Outcome = await ask({ name: action, ...of });
    this.#tell(token, outcomeNotice(outcome, { retry: () => this.#act(token, action) }));
    focusOn(`${action}:${token.id}`);
  }

  #edit(token: LongLivedToken): void {
    const kind = this.#details?.capabilities.token_kinds.find((one) => one.kind === token.kind);
    if (!kind) return;
    openForm(this.#form, {
      title: t('Edit {0}', titleOf(token)),
      fields: kind.edit,
      values: { description: token.description, scope: token.scope },
      submit: t('Save'),
      openedBy: `edit:${token.id}`,
      send: (values) => ask({ name: 'edit', account: token.account, token: token.id, values }),
    });
  }

  #export(token: LongLivedToken): void {
    const part = new DestinationPart({ isAll: true });
    openForm(this.#form, {
      title: t('Export {0}', titleOf(token)),
      fields: [],
      part,
      submit: t('Export…'),
      openedBy: `export:${token.id}`,
      send: async () => {
        const outcome = await ask({
          ...{ name: 'export_kept', account: token.account, token: token.id },
          destination: part.destination(),
        });
        if (outcome.answer) this.#tell(token, outcomeNotice(outcome));
        return outcome;
      },
    });
  }

  #tell(token: LongLivedToken, notice: HTMLElement | null): void {
    this.#outcomes.set(token.id, notice);
    this.#titles.set(token.id, titleOf(token));
    this.#drawTable();
  }
}

function titleOf({ description, kind_label: label }: LongLivedToken): string {
  return said(description, 80) || said(label, 80);
}

function textOf({ description, kind_label, scope, owner, state, kept_as }: LongLivedToken): string {
  return [description, kind_label, scope, owner, tokenStates[state], kept_as ?? ''].join(' ').toLowerCase();
}

/** "Offline token" is "offline token" within a sentence; "PAT" stays. */
function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
