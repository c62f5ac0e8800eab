/** Applications and their subscriptions, for people. */

import type { Application, Subscription } from '../../daemon/api.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { table } from './table.ts';

export function applicationsTable(applications: Application[]): string {
  return table(
    [
      { title: 'ID', cell: ({ id }: Application) => paint('bold', plainText(id)), droppable: 1 },
      { title: 'NAME', cell: ({ name, in_use: own }: Application) => plainText(own ? `${name} (this sign-in)` : name) },
      { title: 'CLIENT ID', cell: (one: Application) => plainText(one.client_id ?? ''), droppable: 2 },
      { title: 'DESCRIPTION', cell: (one: Application) => plainText(one.description), droppable: 3 },
      { title: 'MORE', cell: more, droppable: 4 },
    ],
    applications,
  );
}

export function subscriptionsTable(subscriptions: Subscription[]): string {
  return table(
    [
      { title: 'API', cell: ({ name }: Subscription) => paint('bold', plainText(name)) },
      { title: 'DESCRIPTION', cell: ({ description }: Subscription) => plainText(description), droppable: 1 },
    ],
    subscriptions,
  );
}

function more({ properties }: Application): string {
  return plainText(properties.map(({ label, value }) => `${label}: ${value}`).join('; '));
}
