/** Who asked for which token when. What a program says of itself is marked as its word. */

import type { AuditEntry } from '../../../daemon/api.ts';
import type { Problem } from '../messages-to-view.ts';
import { scopeOf } from './account-page.ts';
import { button, element, fill, icon, said } from './dom.ts';
import { ask } from './host.ts';
import { note, problemNotice } from './notice.ts';
import { ownWords } from './own-words.ts';
import { moment } from './times.ts';
import { t } from './words.ts';

interface Activity {
  enabled: boolean;
  entries: AuditEntry[];
  problem: Problem | null;
}

const columns = [t('When'), t('Account'), t('Outcome'), t('Scope'), t('Workspace'), t('Says of itself')];

export function showActivity(place: HTMLElement, { enabled, entries, problem }: Activity): void {
  const table = element(
    'table',
    { role: 'table', 'aria-label': t('Activity') },
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...columns.map((name) => element('th', { role: 'columnheader', scope: 'col' }, element('span', {}, name))),
      ),
    ),
    element('tbody', { role: 'rowgroup' }, ...entries.map(rowOf)),
  );
  const load = () => ask({ name: 'show_activity' });
  fill(
    place,
    element(
      'header',
      {},
      element('h1', { tabindex: -1, 'data-key': 'heading' }, t('Activity')),
      button(t('Refresh'), load, { secondary: true, icon: 'refresh', key: 'refresh' }),
    ),
    element('p', { class: 'faint' }, t('Who asked for a token, the newest first. It is kept on this machine only.')),
    enabled ? null : note(t('The audit log is off: nothing new is kept.'), 'warning'),
    problem && problemNotice(problem, { retry: load }),
    entries.length === 0 ? element('p', { class: 'empty' }, t('Nobody has asked for a token yet.')) : table,
  );
}

const outcomes = {
  served: { words: t('Served'), icon: 'pass' },
  permission_required: { words: t('Had to ask first'), icon: 'question' },
  permission_denied: { words: t('Refused'), icon: 'circle-slash' },
  refused: { words: t('Not served'), icon: 'error' },
  given: { words: t('Given to a program'), icon: 'key' },
  exported: { words: t('Exported'), icon: 'package' },
} as const;

function rowOf(entry: AuditEntry): HTMLElement {
  const { words, icon: name } = outcomes[entry.outcome];
  const scopes = entry.scope.split(' ').filter(Boolean);
  const who = entry.account ? `${said(entry.account.name, 80)} · ${entry.profile}` : entry.profile;
  const cells = [
    moment(entry.last_at),
    element('span', {}, who),
    element(
      'span',
      { class: `state ${entry.outcome}` },
      icon(name),
      entry.count > 1 ? t('{0}, {1} times', words, entry.count) : words,
      entry.problem && element('span', { class: 'aside' }, said(entry.problem.replaceAll('_', ' '))),
    ),
    element('span', { class: 'scopes' }, ...scopes.map(scopeOf), ...entry.resource.map(scopeOf)),
    element('span', {}, entry.workspace === null ? t('Outside any') : said(entry.workspace)),
    wordOf(entry),
  ];
  const labelled = cells.map((cell, index) => element('td', { role: 'cell', 'data-label': columns[index] }, cell));
  return element('tr', { role: 'row' }, ...labelled);
}

function wordOf({ says, confirmed }: AuditEntry): HTMLElement {
  const words = ownWords(says);
  const seen = confirmed ? t('The system knew such a process') : t('No such process was found; it may have ended');
  return element(
    'div',
    {},
    words === '' ? element('span', { class: 'faint' }, t('Nothing')) : element('q', {}, words),
    confirmed === null ? null : element('span', { class: 'aside' }, seen),
  );
}
