/** Long-lived tokens that live on while their user is not signed in, with what can still be done about them. */

import type { LeftToken } from '../../../daemon/api.ts';
import { scopeOf } from './account-page.ts';
import { button, element, iconButton, said } from './dom.ts';
import { ask, type Outcome } from './host.ts';
import { moment } from './times.ts';
import { t } from './words.ts';

/** Is told what became of what was done with one: by then the list is drawn anew, or gone. */
type Tell = (outcome: Outcome) => void;

/** `level`: a page of its own, or a part of one. */
export function leftTokens(tokens: LeftToken[], level: 'h1' | 'h2', tell: Tell): HTMLElement {
  const columns = [t('Description'), t('Account'), t('Scope'), t('Created'), t('Expires'), t('Actions')];
  const heading = (name: string) => element('th', { role: 'columnheader', scope: 'col' }, element('span', {}, name));
  const rowOf = (token: LeftToken) => {
    const cells = cellsOf(token, tell);
    const labelled = cells.map((cell, index) => element('td', { role: 'cell', 'data-label': columns[index] }, cell));
    return element('tr', { role: 'row' }, ...labelled);
  };
  return element(
    'section',
    { 'aria-label': t('Tokens that live on') },
    element(level, { tabindex: -1, 'data-key': level === 'h1' ? 'heading' : null }, t('Tokens that live on')),
    element(
      'p',
      { class: 'faint' },
      t(
        'They were made here, and whoever has their value can go on using them, although their user is not signed in. To try or revoke one, sign in again; or end it in your account page at the server.',
      ),
    ),
    element(
      'table',
      { role: 'table', 'aria-label': t('Tokens that live on') },
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...columns.map(heading))),
      element('tbody', { role: 'rowgroup' }, ...tokens.map(rowOf)),
    ),
  );
}

function cellsOf(token: LeftToken, tell: Tell): HTMLElement[] {
  const { id, profile, owner, issuer, created_at: created, expires_at: end, expiry, kept_as: kept } = token;
  const title = said(token.description, 80) || said(token.kind_label, 80);
  const forget = async () => tell(await ask({ name: 'forget_left', token: id }));
  return [
    element(
      'div',
      {},
      element('strong', {}, title),
      element('span', { class: 'aside' }, said(token.kind_label, 80)),
      kept === null ? null : element('span', { class: 'aside' }, t('Kept here as {0}', said(kept, 64))),
    ),
    element('div', {}, `${said(owner, 80)} · ${profile}`, element('span', { class: 'aside' }, said(issuer))),
    element('span', { class: 'scopes' }, ...token.scope.split(' ').filter(Boolean).map(scopeOf)),
    moment(created),
    moment(end, { none: expiry === 'never' ? t('Never') : t('Unknown') }),
    element(
      'div',
      { class: 'actions' },
      button(t('Sign In…'), () => ask({ name: 'sign_in', profile }), {
        ...{ secondary: true, key: `sign-in:${id}`, label: t('Sign in on {0}', profile) },
      }),
      iconButton('close', t('Remove from the list: {0}', title), `forget:${id}`, forget),
    ),
  ];
}
