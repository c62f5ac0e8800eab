/** Permissions as a table, and the questions that wait, in sentences. */

import type { Permission, PermissionRequest, PermissionsResponse } from '../../daemon/api.ts';
import { duration } from './duration.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { type Column, table } from './table.ts';

export function permissionsText(response: PermissionsResponse, now = Date.now() / 1000): string {
  const { permissions, requests, workspaces } = response;
  const parts = [
    permissions.length > 0 ? table(columns(now), permissions) : 'Nobody is signed in, so there is nothing to permit.',
    requests.map(question).join('\n'),
    workspaces
      .filter(({ trusted }) => !trusted)
      .map(({ folder }) => `${paint('yellow', '!')} ${plainText(folder)} is not trusted in VS Code: it gets no tokens.`)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

export function placeText(workspace: { folder: string } | null): string {
  return workspace ? plainText(workspace.folder) : 'programs outside any workspace';
}

function columns(now: number): Column<Permission>[] {
  const ago = (at: number | null) => (at === null ? '–' : `${duration(now - at)} ago`);
  return [
    {
      title: 'WORKSPACE',
      cell: ({ workspace }) => (workspace ? plainText(workspace.folder) : paint('dim', 'outside any')),
    },
    { title: 'ACCOUNT', cell: ({ account }) => plainText(account.name) },
    { title: 'PROFILE', cell: ({ account }) => account.profile },
    { title: 'DECISION', cell: decision },
    { title: 'DECIDED', cell: ({ given_at: at }) => ago(at), droppable: 2 },
    { title: 'USED', cell: ({ last_used_at: at }) => ago(at), droppable: 1 },
  ];
}

function decision({ decision: word }: Permission): string {
  return paint({ allow: 'green', once: 'green', deny: 'red' }[word] as 'green' | 'red', word);
}

export function question({ workspace, account, client }: PermissionRequest): string {
  const who = `${plainText(workspace.name)} (${plainText(workspace.folder)})`;
  const program = client === null ? '' : ` Asked by: ${plainText(client)}`;
  return `${paint('yellow', '?')} ${who} wants tokens of ${plainText(account.name)} · ${account.profile}: answer in its VS Code window, or with \`tokenwell permissions allow|deny\`.${program}`;
}
