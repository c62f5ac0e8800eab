/** Which folder may have tokens of which account, since when, and when that was used last. */

import type { Permission } from '../../../daemon/api.ts';
import { readClientWords } from '../../../daemon/client-words.ts';
import type { Problem } from '../messages-to-view.ts';
import { element, fill, focusOn, icon, iconButton, said } from './dom.ts';
import { ask, type Outcome } from './host.ts';
import { outcomeNotice, problemNotice } from './notice.ts';
import { ownWords } from './own-words.ts';
import { moment } from './times.ts';
import { t } from './words.ts';

let outcome: HTMLElement | null = null;

export function showPermissions(
  place: HTMLElement,
  { permissions, problem }: { permissions: Permission[]; problem: Problem | null },
): void {
  const columns = [t('Workspace'), t('Account'), t('Decision'), t('Since'), t('Last used'), t('Actions')];
  const table = element(
    'table',
    { role: 'table', 'aria-label': t('Permissions') },
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...columns.map((name) => element('th', { role: 'columnheader', scope: 'col' }, element('span', {}, name))),
      ),
    ),
    element('tbody', { role: 'rowgroup' }, ...permissions.map((permission) => rowOf(permission, columns, place))),
  );
  fill(
    place,
    element('header', {}, element('h1', { tabindex: -1, 'data-key': 'heading' }, t('Permissions'))),
    element(
      'p',
      { class: 'faint' },
      t(
        'A workspace that first wants tokens of an account is asked about once. What was decided is here, and can be changed.',
      ),
    ),
    problem && problemNotice(problem, { retry: () => ask({ name: 'show_permissions' }) }),
    outcome,
    permissions.length === 0 ? element('p', { class: 'empty' }, t('Nothing has been decided yet.')) : table,
  );
  outcome = null;
}

const decisions = {
  allow: { words: t('Allowed'), icon: 'pass' },
  once: { words: t('Allowed until the daemon ends'), icon: 'watch' },
  deny: { words: t('Forbidden'), icon: 'circle-slash' },
} as const;

function rowOf(permission: Permission, columns: string[], place: HTMLElement): HTMLElement {
  const { workspace, account, decision, given_at: given, last_used_at: used, client } = permission;
  const { words, icon: name } = decisions[decision];
  const asker = client === null ? '' : ownWords(saysOf(client, workspace?.folder));
  const where = workspace ? said(workspace.name) : t('Outside any workspace');
  const cells = [
    element(
      'div',
      {},
      element('strong', {}, where),
      element('span', { class: 'aside' }, workspace ? said(workspace.folder) : t('Plain terminals, cron, curl')),
      asker === '' ? null : element('span', { class: 'aside' }, t('First asked by {0} (its own word)', asker)),
    ),
    element('span', {}, `${said(account.name, 80)} · ${account.profile}`),
    element('span', { class: `state ${decision}` }, icon(name), words),
    moment(given, { none: t('From the start') }),
    moment(used, { none: t('Never') }),
    actionsOf(permission, where, place),
  ];
  const labelled = cells.map((cell, index) => element('td', { role: 'cell', 'data-label': columns[index] }, cell));
  return element('tr', { role: 'row' }, ...labelled);
}

/** The folder of the workspace stands above. */
function saysOf(client: string, workspace: string | undefined) {
  const { name, pid, cwd } = readClientWords(client);
  return { program: name, pid, directory: cwd === workspace ? null : cwd };
}

function actionsOf({ id, workspace, account, decision }: Permission, where: string, place: HTMLElement): HTMLElement {
  const tell = async (asked: Promise<Outcome>) => {
    const done = await asked;
    outcome = outcomeNotice(done);
    await ask({ name: 'show_permissions' });
    if (!place.contains(document.activeElement)) focusOn('heading');
  };
  const decide = (wished: 'allow' | 'deny') => () =>
    tell(ask({ name: 'decide', account: account.id, workspace: workspace?.folder ?? null, decision: wished }));
  const of = `${where}, ${said(account.name, 80)} · ${account.profile}`;
  return element(
    'div',
    { class: 'actions' },
    decision === 'allow' ? null : iconButton('check', t('Allow: {0}', of), `allow:${id}`, decide('allow')),
    decision === 'deny' ? null : iconButton('circle-slash', t('Forbid: {0}', of), `deny:${id}`, decide('deny')),
    workspace
      ? iconButton('discard', t('Take back, and ask again: {0}', of), `back:${id}`, () =>
          tell(ask({ name: 'take_back', permission: id })),
        )
      : null,
  );
}
