/** The audit log as a table. What programs say of themselves stands under a title that says so. */

import type { AuditEntry, AuditResponse } from '../../daemon/api.ts';
import { moment } from './moment.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { type Column, table } from './table.ts';

/** What was asked for, where it was not all of it. */
interface Part {
  since: number | undefined;
  account: string | undefined;
}

export function auditText({ enabled, entries }: AuditResponse, { since, account }: Part): string {
  const off = enabled ? '' : `${paint('yellow', '!')} The setting \`audit\` is off: nothing new is kept.`;
  const of = account === undefined ? '' : ` of ${plainText(account)}`;
  const then = since === undefined ? '' : ' in that time';
  const shown = entries.length > 0 ? table(columns, entries) : `Nobody asked for a token${of}${then}.`;
  return [shown, off].filter((part) => part !== '').join('\n\n');
}

const columns: Column<AuditEntry>[] = [
  { title: 'WHEN', cell: ({ last_at: at }) => moment(at) },
  { title: 'TIMES', cell: ({ count }) => String(count), droppable: 3 },
  { title: 'PROFILE', cell: ({ profile }) => profile },
  { title: 'ACCOUNT', cell: ({ account }) => (account ? plainText(account.name) : '–') },
  { title: 'OUTCOME', cell: outcome },
  { title: 'SCOPE', cell: scopeOrPlace, droppable: 5 },
  {
    title: 'WORKSPACE',
    cell: ({ workspace }) => (workspace === null ? 'outside any' : plainText(workspace)),
    droppable: 2,
  },
  { title: 'SAYS', cell: says, droppable: 1, brief: saysOfItself },
  { title: 'CONFIRMED', cell: confirmed, droppable: 4 },
];

/** Of what was exported it matters more where it is now, and of what was given, what it was. */
function scopeOrPlace({ outcome: word, scope, resource }: AuditEntry): string {
  if (word === 'exported') return plainText(`to ${resource.join(' ')}`);
  return plainText(word === 'given' ? `the ${resource.join(' ')}` : scope);
}

function outcome({ outcome: word, problem }: AuditEntry): string {
  const colour = word === 'served' ? 'green' : word === 'exported' || word === 'given' ? 'yellow' : 'red';
  return paint(colour, plainText((problem ?? word).replaceAll('_', ' ')));
}

function says(entry: AuditEntry): string {
  const { directory } = entry.says;
  return `${saysOfItself(entry)}${directory ? plainText(` in ${directory}`) : ''}`;
}

function saysOfItself({ says: { program, pid } }: AuditEntry): string {
  return plainText(`${program ?? 'nothing'}${pid === null ? '' : ` pid ${pid}`}`);
}

function confirmed({ confirmed: agrees }: AuditEntry): string {
  return agrees === null ? '–' : agrees ? 'yes' : 'no';
}
