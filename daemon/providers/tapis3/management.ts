/** What a user of Tapis v3 can manage: OAuth clients. The token of the sign-in is enough for it. */

import type { Application, ApplicationKind, FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { type AccountSession, fieldOf, type Management } from '../management.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { type Client, Clients } from './clients.ts';
import { placesOf } from './places.ts';

const keyWarning =
  'Id and key, together with a sign-in, get tokens that carry all permissions of who signs in. The key belongs in a secrets service, never in a plain file, a notebook or git.';

const displayName = fieldOf({
  ...{ name: 'display_name', label: 'Name', type: 'text', maximum: 50 },
  help: 'Shown to those who sign in with it.',
});
const callbackUrl = fieldOf({
  ...{ name: 'callback_url', label: 'Callback URL', type: 'text', maximum: 200 },
  help: 'Only for programs that sign others in with a browser.',
});

const kind: ApplicationKind = {
  label: 'Clients',
  description: 'OAuth clients: a program gets its tokens with the id and key of one.',
  create: [
    { ...displayName, required: true },
    fieldOf({ name: 'description', label: 'Description', type: 'text', maximum: 70 }),
    callbackUrl,
    fieldOf({
      ...{ name: 'client_id', label: 'Client id', type: 'text', maximum: 80 },
      help: 'One that nobody else has. Left out, the server makes one up.',
    }),
  ],
  edit: [displayName, callbackUrl],
  subscriptions: false,
};

export function manageClients(settings: OutgoingSettings): Management {
  const clientsOf = async (session: AccountSession) => {
    const { caller } = partiesOfGrant(session.grant, settings, session.signal);
    return new Clients(caller, placesOf(session.grant.issuer), await session.accessToken());
  };
  return {
    capabilities: async () => ({ token_kinds: [], applications: kind, notes: [] }),
    list: async () => [],
    applications: {
      list: (session) =>
        explained(async () => {
          const clients = await (await clientsOf(session)).list();
          return clients.map((client) => toApplication(client, session));
        }),
      create: (session, values) =>
        explained(async () => {
          const client = await (await clientsOf(session)).create(wishOf(values));
          return {
            application: toApplication(client, session),
            secrets: [
              { name: 'client_id', label: 'Client id', value: client.id },
              { name: 'client_secret', label: 'Client key', value: client.key },
            ],
            warning: keyWarning,
          };
        }),
      edit: (session, id, values) =>
        explained(async () => toApplication(await (await clientsOf(session)).edit(id, changeOf(values)), session)),
      delete: (session, id) =>
        explained(async () => {
          await (await clientsOf(session)).delete(id);
          return id === session.grant.clientId
            ? 'Deleted. This sign-in was made with it: its token cannot be renewed any more, so sign in again.'
            : 'Deleted. What uses its id and key gets no more tokens.';
        }),
    },
  };
}

function wishOf({ display_name, description, callback_url, client_id: id }: FieldValues) {
  return {
    ...(id && { id: String(id) }),
    displayName: String(display_name),
    description: String(description ?? ''),
    callbackUrl: String(callback_url ?? ''),
  };
}

function changeOf(values: FieldValues) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]));
}

function toApplication(client: Client, { grant }: AccountSession): Application {
  const { id, displayName: name, description, callbackUrl: callback, createdAt } = client;
  return {
    ...{ id, name: name || id, description, client_id: id, created_at: createdAt },
    properties: callback ? [{ name: 'callback_url', label: 'Callback URL', value: callback }] : [],
    values: { display_name: name, callback_url: callback },
    in_use: id === grant.clientId,
    actions: ['edit', 'delete'],
  };
}

/** What the clients service refuses, in the terms of the interface. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    const code = codes[error.error ?? ''];
    throw code ? new TokenwellError(code, error.message, { hop: error.hop }, { cause: error }) : error;
  }
}

const codes: Record<string, 'not_permitted' | 'application_not_found' | 'bad_request'> = {
  http_403: 'not_permitted',
  http_404: 'application_not_found',
  http_409: 'bad_request',
};
