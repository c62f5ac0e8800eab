/** The APIs that an application is subscribed to; asked for only when somebody opens the list. */

import type { Answer } from '../messages-to-view.ts';
import { button, element, fill, iconButton, said } from './dom.ts';
import { textBox } from './fields.ts';
import { ask, type Outcome } from './host.ts';
import { outcomeNotice } from './notice.ts';
import { t } from './words.ts';

export class Subscriptions {
  readonly place: HTMLElement;
  readonly #of: { account: string; application: string };
  readonly #name: string;
  readonly #list = element('div', {});

  constructor(account: string, application: string, name: string) {
    this.#of = { account, application };
    this.#name = name;
    this.place = element('details', {}, element('summary', {}, t('Subscriptions')), this.#list);
    this.place.addEventListener('toggle', () => {
      if ((this.place as HTMLDetailsElement).open) void this.#do({ name: 'subscriptions' });
    });
  }

  async #do(wish: { name: 'subscriptions' } | { name: 'subscribe' | 'unsubscribe'; api: string }): Promise<void> {
    const outcome: Outcome = await ask({ ...wish, ...this.#of });
    if (outcome.problem) return fill(this.#list, outcomeNotice(outcome, { retry: () => this.#do(wish) }));
    this.#draw(outcome.answer.subscriptions ?? []);
  }

  #draw(subscriptions: NonNullable<Answer['subscriptions']>): void {
    const key = `subscribe:${this.#of.application}`;
    const label = t('API that {0} shall subscribe to', this.#name);
    const field = textBox(label, { placeholder: t('Name of an API'), 'data-key': key });
    const add = () => {
      const api = field.value.trim();
      if (api) void this.#do({ name: 'subscribe', api });
    };
    const lines = subscriptions.map(({ name, description }) =>
      element(
        'li',
        {},
        element('span', {}, said(name), description ? ` – ${said(description)}` : ''),
        iconButton('close', t('Unsubscribe from {0}', said(name)), `${key}:${name}`, () =>
          this.#do({ name: 'unsubscribe', api: name }),
        ),
      ),
    );
    const none = element('p', { class: 'faint' }, t('None'));
    const list = lines.length === 0 ? none : element('ul', { class: 'lines' }, ...lines);
    fill(this.#list, list, element('div', { class: 'bar' }, field, button(t('Subscribe'), add, { secondary: true })));
  }
}
