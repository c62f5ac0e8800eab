/** The list on the left (on top where it is narrow): one account a line, then the lists that belong to all of them. */

import type { AccountSummary } from '../../../daemon/api.ts';
import { button, element, fill, icon, said } from './dom.ts';
import { ask } from './host.ts';
import type { IconName } from './icon-names.ts';
import { stateOf } from './states.ts';
import { t } from './words.ts';

type ListName = 'permissions' | 'activity' | 'left';
export type Chosen = { page: 'account'; account: string } | { page: ListName };

interface Options {
  accounts: AccountSummary[];
  chosen: Chosen | null;
  /** How many tokens live on without a sign-in. */
  left: number;
  choose(next: Chosen): void;
}

export function showNavigation(place: HTMLElement, { accounts, chosen, left, choose }: Options): void {
  const lines = accounts.map((account) => {
    const { words, icon: name } = stateOf(account);
    const isCurrent = chosen?.page === 'account' && chosen.account === account.id;
    const title = `${said(account.name, 80)} · ${account.profile}`;
    const run = () => choose({ page: 'account', account: account.id });
    return line({ title, detail: words, icon: name, key: `account:${account.id}`, isCurrent, run });
  });
  const list = (page: ListName, title: string, name: IconName, detail = '') => {
    const isCurrent = chosen?.page === page;
    return line({ title, detail, icon: name, key: `list:${page}`, isCurrent, run: () => choose({ page }) });
  };
  const lists = [
    list('permissions', t('Permissions'), 'shield'),
    list('activity', t('Activity'), 'history'),
    ...(left > 0 ? [list('left', t('Tokens that live on'), 'key', t('{0} without a sign-in', left))] : []),
  ];
  fill(
    place,
    element('h2', {}, t('Accounts')),
    lines.length === 0 ? element('p', { class: 'faint' }, t('None yet')) : element('ul', {}, ...lines),
    element('h2', {}, t('All accounts')),
    element('ul', {}, ...lists),
    accounts.length === 0
      ? null
      : button(t('Revoke Everything…'), () => ask({ name: 'revoke_all' }), {
          ...{ secondary: true, icon: 'flame', key: 'revoke-all' },
        }),
  );
}

interface Line {
  title: string;
  detail: string;
  icon: IconName;
  key: string;
  isCurrent: boolean;
  run(): void;
}

function line({ title, detail, icon: name, key, isCurrent, run }: Line): HTMLElement {
  const words = element(
    'span',
    { class: 'words' },
    element('span', { class: 'title' }, title),
    detail ? element('span', { class: 'detail' }, detail) : null,
  );
  const properties = { type: 'button', class: 'line', 'data-key': key, 'aria-current': isCurrent ? 'true' : null };
  return element('li', {}, element('button', { ...properties, title, onclick: run }, icon(name), words));
}
