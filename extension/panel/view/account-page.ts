/** One account: how it stands, its long-lived tokens, and its applications where the server has such. */

import type { AccountSummary } from '../../../daemon/api.ts';
import type { Details, Problem } from '../messages-to-view.ts';
import { ApplicationsSection } from './applications.ts';
import { button, element, fill, icon, said } from './dom.ts';
import { ask } from './host.ts';
import { note, problemNotice } from './notice.ts';
import { stateOf } from './states.ts';
import { moment } from './times.ts';
import { TokensSection } from './tokens.ts';
import { t } from './words.ts';

export class AccountPage {
  readonly #account: string;
  readonly #head = element('div', {});
  readonly #problem = element('div', {});
  readonly #notes = element('div', {});
  readonly #tokens: TokensSection;
  readonly #applications: ApplicationsSection;
  #summary: AccountSummary | undefined;

  constructor(place: HTMLElement, account: string) {
    this.#account = account;
    this.#tokens = new TokensSection(account, () => this.#load());
    this.#applications = new ApplicationsSection(account);
    fill(place, this.#head, this.#problem, this.#notes, this.#tokens.place, this.#applications.place);
    this.#load();
  }

  drawAccount(accounts: AccountSummary[]): void {
    const account = accounts.find(({ id }) => id === this.#account);
    if (!account) return;
    this.#summary = account;
    const { words, icon: name } = stateOf(account);
    fill(
      this.#head,
      element(
        'header',
        {},
        element('h1', { tabindex: -1, 'data-key': 'heading' }, `${said(account.name)} · ${account.profile}`),
        element('span', { class: `state ${account.state}` }, icon(name), words),
        account.state === 'signed_out'
          ? button(t('Sign In Again'), () => ask({ name: 'sign_in', profile: account.profile }), { key: 'sign-in' })
          : null,
      ),
      element('p', { class: 'faint' }, said(account.issuer)),
      factsOf(account),
    );
  }

  take({ account, details, problem }: { account: string; details: Details | null; problem: Problem | null }): void {
    if (account !== this.#account) return;
    const profile = this.#summary?.profile ?? null;
    fill(this.#problem, problem && problemNotice(problem, { retry: () => this.#load(), profile }));
    if (!details) return this.#tokens.unknown();
    fill(this.#notes, ...details.capabilities.notes.map((words) => note(words)));
    this.#tokens.draw(details);
    this.#applications.draw(details);
  }

  #load(): void {
    void ask({ name: 'show_account', account: this.#account, all: this.#tokens.all });
  }
}

function factsOf(account: AccountSummary): HTMLElement {
  const fact = (name: string, value: HTMLElement | null) =>
    value && element('div', {}, element('dt', {}, name), element('dd', {}, value));
  const when = (seconds: number | null, over: string | null = null) =>
    seconds === null ? null : moment(seconds, { over });
  // Nobody used it lately, so nobody renewed it ahead: that is in order, and no reason to worry.
  const isRenewed = account.state === 'signed_in' && account.grant_kind !== 'access_token' && !account.waiting;
  const scopes = account.scope.split(' ').filter(Boolean);
  const trouble = account.last_error;
  return element(
    'dl',
    { class: 'facts' },
    fact(t('Access token ends'), when(account.token_expires_at, isRenewed ? t('Renewed when used') : null)),
    fact(t('Last refresh'), when(account.last_refresh_at)),
    fact(t('Next refresh'), when(account.next_refresh_at, isRenewed ? t('When used') : null)),
    fact(t('No answer since'), when(account.waiting?.since ?? null)),
    fact(t('Retrying since'), when(account.retrying_since)),
    fact(t('Session ends'), when(account.session_ends_at)),
    fact(
      account.grant_kind === 'offline_token' ? t('Offline token ends unless used') : t('Sign-in ends unless used'),
      when(account.grant_ends_at),
    ),
    fact(t('Last used'), when(account.last_used_at)),
    fact(t('Scopes'), scopes.length === 0 ? null : element('span', { class: 'scopes' }, ...scopes.map(scopeOf))),
    fact(t('Last trouble'), trouble && element('span', {}, said(trouble.detail))),
  );
}

export function scopeOf(scope: string): HTMLElement {
  return element('code', { class: 'scope' }, said(scope, 120));
}
