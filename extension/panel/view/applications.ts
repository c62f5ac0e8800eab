/** OAuth clients that the user has registered, where the server lets them. */

import type { Application, Field } from '../../../daemon/api.ts';
import type { Details } from '../messages-to-view.ts';
import { StraightPart } from './destination.ts';
import { button, element, fill, focusOn, icon, iconButton, said } from './dom.ts';
import { openForm } from './form.ts';
import { ask, type Outcome } from './host.ts';
import { outcomeNotice } from './notice.ts';
import { Subscriptions } from './subscriptions.ts';
import { moment } from './times.ts';
import { t } from './words.ts';

type Kind = NonNullable<Details['capabilities']['applications']>;

export class ApplicationsSection {
  readonly place = element('div', {});
  readonly #account: string;
  readonly #form = element('div', {});
  readonly #list = element('div', { class: 'cards' });
  readonly #asking = element('div', { class: 'bar' });
  readonly #subscriptions = new Map<string, Subscriptions>();
  readonly #outcomes = new Map<string, HTMLElement | null>();

  constructor(account: string) {
    this.#account = account;
  }

  draw({ capabilities: { applications: kind }, applications }: Details): void {
    const credentials = kind?.credentials ?? [];
    if (!kind || (!applications && credentials.length === 0)) return fill(this.place);
    if (!applications) return this.#askFor(kind, credentials);
    const cards = applications.map((one) => this.#card(one, kind));
    const none = element('p', { class: 'empty' }, t('There are none yet.'));
    fill(this.#list, ...this.#outcomesOfGone(applications), ...(cards.length === 0 ? [none] : cards));
    this.#section(kind, kind.create ? element('div', { class: 'bar' }, this.#createButton(kind)) : null, this.#list);
  }

  #section(kind: Kind, bar: HTMLElement | null, ...rest: HTMLElement[]): void {
    const label = said(kind.label, 80);
    const heading = element('h2', { tabindex: -1, 'data-key': 'applications' }, label);
    const description = element('p', { class: 'faint' }, said(kind.description, 1_000));
    fill(this.place, element('section', { 'aria-label': label }, heading, description, bar, this.#form, ...rest));
  }

  /** The list comes with the answer; what is typed meanwhile stays. */
  #askFor(kind: Kind, credentials: Field[]): void {
    const label = said(kind.label, 80);
    const open = () =>
      openForm(this.#form, {
        title: t('{0}: the server wants this for each call', label),
        fields: credentials,
        submit: t('Continue'),
        openedBy: 'give-credentials',
        leadsTo: 'applications',
        send: (values) => ask({ name: 'give_credentials', account: this.#account, values }),
      });
    const show = button(t('Show…'), open, { icon: 'key', key: 'give-credentials', label: t('Show: {0}', label) });
    if (this.place.contains(this.#asking)) return;
    fill(this.#asking, show);
    this.#section(kind, this.#asking);
  }

  /** Of one that was deleted. */
  #outcomesOfGone(applications: Application[]): HTMLElement[] {
    return [...this.#outcomes].flatMap(([id, outcome]) =>
      outcome && !applications.some((one) => one.id === id) ? [outcome] : [],
    );
  }

  #createButton(kind: Kind): HTMLElement {
    const open = () => {
      const part = new StraightPart();
      openForm(this.#form, {
        title: t('{0}: a new one', said(kind.label, 80)),
        fields: kind.create ?? [],
        part,
        submit: t('Create'),
        openedBy: 'create-application',
        send: (values) => ask({ name: 'create_application', account: this.#account, values, destination: part.read() }),
      });
    };
    return button(t('Create…'), open, {
      icon: 'add',
      key: 'create-application',
      label: t('Create: {0}', said(kind.label, 80)),
    });
  }

  #card(application: Application, kind: Kind): HTMLElement {
    const { id, name, description, client_id: client, created_at: created, properties, in_use: inUse } = application;
    const facts = [...(client === null ? [] : [{ label: t('Client id'), value: client }]), ...properties].map(
      ({ label, value }) => element('div', {}, element('dt', {}, said(label, 80)), element('dd', {}, said(value))),
    );
    return element(
      'article',
      { class: 'card', 'aria-label': said(name) },
      element('header', {}, icon('package'), element('h3', {}, said(name)), this.#actions(application, kind)),
      description ? element('p', {}, said(description, 1_000)) : null,
      inUse ? element('p', { class: 'aside' }, t('This account signs in with it.')) : null,
      element(
        'dl',
        { class: 'facts' },
        ...facts,
        created === null
          ? null
          : element('div', {}, element('dt', {}, t('Created')), element('dd', {}, moment(created))),
      ),
      this.#outcomes.get(id) ?? null,
      kind.subscriptions ? this.#subscriptionsOf(id, said(name)).place : null,
    );
  }

  #actions(application: Application, kind: Kind): HTMLElement {
    const { id, name, actions } = application;
    const of = { account: this.#account, application: id };
    const edit = () =>
      openForm(this.#form, {
        title: t('Edit {0}', said(name)),
        fields: kind.edit,
        values: application.values,
        submit: t('Save'),
        openedBy: `edit-application:${id}`,
        send: (values) => ask({ name: 'edit_application', ...of, values }),
      });
    const does = {
      edit: { icon: 'edit', words: t('Edit {0}', said(name)), run: edit },
      revoke_tokens: {
        icon: 'circle-slash',
        words: t('Revoke all tokens of {0}', said(name)),
        run: () => this.#act(id, () => ask({ name: 'revoke_application_tokens', ...of }), 'revoke_tokens'),
      },
      delete: {
        icon: 'trash',
        words: t('Delete {0}', said(name)),
        run: () => this.#act(id, () => ask({ name: 'delete_application', ...of }), 'delete'),
      },
    } as const;
    const buttons = actions.map((action) => {
      const { icon: picture, words, run } = does[action];
      return iconButton(picture, words, `${action}-application:${id}`, run);
    });
    return element('div', { class: 'actions' }, ...buttons);
  }

  async #act(id: string, wish: () => Promise<Outcome>, action: string): Promise<void> {
    const outcome = await wish();
    const notice = outcomeNotice(outcome, { retry: () => this.#act(id, wish, action) });
    this.#outcomes.set(id, notice);
    if (notice) {
      const opener = this.#list.querySelector(`[data-key="${CSS.escape(`${action}-application:${id}`)}"]`);
      const card = opener?.closest('article');
      if (card) card.append(notice);
      else this.#list.prepend(notice);
    }
    focusOn(`${action}-application:${id}`);
  }

  #subscriptionsOf(id: string, name: string): Subscriptions {
    const known = this.#subscriptions.get(id) ?? new Subscriptions(this.#account, id, name);
    this.#subscriptions.set(id, known);
    return known;
  }
}
