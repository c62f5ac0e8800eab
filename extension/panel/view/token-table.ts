/** Long-lived tokens as a table; each may be followed by what became of the last thing that was done with it. */

import type { LongLivedToken, TokenKind } from '../../../daemon/api.ts';
import { scopeOf } from './account-page.ts';
import { element, icon, iconButton, said } from './dom.ts';
import { moment } from './times.ts';
import { t } from './words.ts';

export interface Order {
  by: 'description' | 'kind' | 'owner' | 'created' | 'expires' | 'used' | 'state';
  descending: boolean;
}

export type Action = 'test' | 'edit' | 'rotate' | 'export' | 'revoke' | 'forget';

interface TableOptions {
  tokens: LongLivedToken[];
  kinds: TokenKind[];
  order: Order;
  sortBy(by: Order['by']): void;
  showsOwner: boolean;
  outcomes: ReadonlyMap<string, HTMLElement | null>;
  act(token: LongLivedToken, action: Action): void;
}

interface Column {
  name: string;
  sort?: Order['by'];
  cell(token: LongLivedToken): HTMLElement;
}

export function tokenTable(options: TableOptions): HTMLElement {
  const { tokens, order, outcomes } = options;
  const columns = columnsOf(options);
  const rows = sorted(tokens, order).flatMap((token) => {
    const cells = columns.map(({ name, cell }) => element('td', { role: 'cell', 'data-label': name }, cell(token)));
    const row = element('tr', { role: 'row', class: token.state === 'active' ? '' : 'ended' }, ...cells);
    const outcome = outcomes.get(token.id);
    if (!outcome) return [row];
    return [row, element('tr', { role: 'row' }, element('td', { role: 'cell', colspan: columns.length }, outcome))];
  });
  return element(
    'table',
    { role: 'table', 'aria-label': t('Long-lived tokens') },
    element(
      'thead',
      { role: 'rowgroup' },
      element('tr', { role: 'row' }, ...columns.map((column) => heading(column, options))),
    ),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}

function columnsOf({ kinds, showsOwner, act }: TableOptions): Column[] {
  const plain = (words: string) => element('span', {}, words);
  const owner: Column = { name: t('Owner'), sort: 'owner', cell: (token) => plain(said(token.owner, 120)) };
  return [
    { name: t('Description'), sort: 'description', cell: described },
    { name: t('Kind'), sort: 'kind', cell: (token) => plain(said(token.kind_label, 80)) },
    ...(showsOwner ? [owner] : []),
    { name: t('Scope'), cell: scopesOf },
    { name: t('Created'), sort: 'created', cell: (token) => moment(token.created_at) },
    { name: t('Expires'), sort: 'expires', cell: expiry },
    { name: t('Last used'), sort: 'used', cell: (token) => moment(token.last_used_at) },
    {
      name: t('State'),
      sort: 'state',
      cell: (token) => element('span', { class: `badge ${token.state}` }, tokenStates[token.state]),
    },
    { name: t('Actions'), cell: (token) => actionsOf(token, kinds, act) },
  ];
}

function heading({ name, sort }: Column, { order, sortBy }: TableOptions): HTMLElement {
  const isSorted = sort !== undefined && order.by === sort;
  const direction = isSorted ? (order.descending ? 'descending' : 'ascending') : null;
  const arrow = isSorted ? icon(order.descending ? 'arrow-down' : 'arrow-up') : null;
  const content = sort
    ? element(
        'button',
        { type: 'button', class: 'sort', 'data-key': `sort:${sort}`, onclick: () => sortBy(sort) },
        name,
        arrow,
      )
    : element('span', {}, name);
  return element('th', { role: 'columnheader', scope: 'col', 'aria-sort': direction }, content);
}

function described(token: LongLivedToken): HTMLElement {
  const words = said(token.description) || said(token.kind_label, 80);
  return element(
    'div',
    {},
    element('strong', {}, words),
    token.this_sign_in ? element('span', { class: 'aside' }, t('The sign-in of this account')) : null,
    token.kept_as === null ? null : element('span', { class: 'aside' }, t('Kept here as {0}', said(token.kept_as, 64))),
    token.application === null
      ? null
      : element('span', { class: 'aside' }, t('Client: {0}', said(token.application, 120))),
    ...token.notes.map((words) => element('span', { class: 'aside' }, said(words))),
  );
}

function scopesOf({ scope }: LongLivedToken): HTMLElement {
  const scopes = scope.split(' ').filter(Boolean);
  return element('span', { class: 'scopes' }, ...scopes.map(scopeOf));
}

function expiry({ expiry: kind, expires_at: at, state }: LongLivedToken): HTMLElement {
  // One that was revoked has ended, whenever it would have.
  if (state === 'revoked') return moment(null);
  if (kind === 'at') return moment(at);
  return element('span', { class: 'faint' }, kind === 'never' ? t('Never') : t('Unknown'));
}

/** As people say. */
export const tokenStates: Record<LongLivedToken['state'], string> = {
  active: t('active'),
  expired: t('expired'),
  revoked: t('revoked'),
};

const looks = {
  test: { icon: 'beaker', words: (name: string) => t('Test: {0}', name) },
  edit: { icon: 'edit', words: (name: string) => t('Edit: {0}', name) },
  rotate: { icon: 'sync', words: (name: string) => t('Rotate: {0}', name) },
  export: { icon: 'export', words: (name: string) => t('Export: {0}', name) },
  revoke: { icon: 'trash', words: (name: string) => t('Revoke: {0}', name) },
  forget: { icon: 'close', words: (name: string) => t('Remove from the list: {0}', name) },
} as const;

function actionsOf(token: LongLivedToken, kinds: TokenKind[], act: TableOptions['act']): HTMLElement {
  const kind = kinds.find((one) => one.kind === token.kind);
  const isMemory = kind?.recorded === 'here' && token.state !== 'active' && !token.this_sign_in;
  const actions: Action[] = [
    ...token.actions.filter((action) => action !== 'revoke'),
    ...(token.export === null ? [] : (['export'] as const)),
    ...token.actions.filter((action) => action === 'revoke'),
    ...(isMemory ? (['forget'] as const) : []),
  ];
  const name = said(token.description, 80) || said(token.kind_label, 80);
  const buttons = actions.map((action) => {
    const { icon: picture, words } = looks[action];
    return iconButton(picture, words(name), `${action}:${token.id}`, () => act(token, action));
  });
  const cannot = kind && !kind.revocation.possible && token.state === 'active';
  const hint = cannot ? element('span', { class: 'aside' }, t('Cannot be revoked')) : null;
  return element('div', { class: 'actions' }, ...buttons, hint);
}

function sorted(tokens: LongLivedToken[], { by, descending }: Order): LongLivedToken[] {
  const never = Number.POSITIVE_INFINITY;
  const keys: Record<Order['by'], (token: LongLivedToken) => string | number> = {
    description: ({ description }) => description.toLowerCase(),
    kind: ({ kind_label: label }) => label.toLowerCase(),
    owner: ({ owner }) => owner.toLowerCase(),
    created: ({ created_at: at }) => at ?? 0,
    expires: ({ expires_at: at }) => at ?? never,
    used: ({ last_used_at: at }) => at ?? 0,
    state: ({ state }) => state,
  };
  const compare = (one: LongLivedToken, other: LongLivedToken) => {
    const [left, right] = [keys[by](one), keys[by](other)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return tokens.toSorted((one, other) => compare(one, other) * (descending ? -1 : 1));
}
