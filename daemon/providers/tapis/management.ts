/** What a user of Tapis v2 can manage: OAuth clients, with the password that the clients service wants each time. */

import { type Application, type ApplicationKind, type FieldValues, type Subscription } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { type AccountSession, fieldOf, type Management } from '../management.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { type Api, type Client, Clients, nameOfApi } from './clients.ts';
import { keptLogin } from './kept-login.ts';
import { placesOf } from './places.ts';
import { makePair, pairKind } from './token-pairs.ts';

const secretWarning =
  'Key and secret, together with your password, get tokens that carry all your permissions. The secret is not told again; it belongs in a secrets service, never in a plain file, a notebook or git.';

const kind: ApplicationKind = {
  label: 'Clients',
  description: 'OAuth clients: a program gets its tokens with the key and secret of one.',
  credentials: [
    fieldOf({
      ...{ name: 'password', label: 'Password', type: 'secret', required: true },
      help: 'Tapis wants it for each call about clients. It is held in memory for two minutes at most, and stored nowhere.',
    }),
  ],
  create: [
    fieldOf({ name: 'name', label: 'Name', type: 'text', required: true, maximum: 64 }),
    fieldOf({ name: 'description', label: 'Description', type: 'text', maximum: 256 }),
    fieldOf({
      ...{ name: 'callback_url', label: 'Callback URL', type: 'text', maximum: 2048 },
      help: 'Only for programs that sign others in with a browser.',
    }),
  ],
  edit: [],
  subscriptions: true,
};

const { credentials: _, ...kindWithPassword } = kind;
const withoutPassword = { applications: kind, notes: [] };
const withKeptPassword = {
  applications: kindWithPassword,
  notes: [
    'Your password is kept in the secret store, as you wanted. Sign in again without keeping it to have it forgotten.',
  ],
};

export function manageClients(settings: OutgoingSettings): Management {
  const clientsOf = (session: AccountSession) => {
    const { caller } = partiesOfGrant(session.grant, settings, session.signal);
    return new Clients(caller, placesOf(session.grant.issuer), loginOf(session));
  };
  return {
    capabilities: async ({ grant }) => ({
      token_kinds: [pairKind(grant)],
      ...(keptLogin(grant) ? withKeptPassword : withoutPassword),
    }),
    list: async () => [],
    create: (session, _kind, values) => explained(session, () => makePair(session, values, settings)),
    applications: {
      list: (session) =>
        explained(session, async () =>
          (await clientsOf(session).list()).map((client) => toApplication(client, session)),
        ),
      create: (session, values) =>
        explained(session, async () => {
          const client = await clientsOf(session).create(wishOf(values));
          return {
            application: toApplication(client, session),
            secrets: [
              { name: 'client_id', label: 'API key', value: client.key },
              { name: 'client_secret', label: 'API secret', value: client.secret },
            ],
            warning: secretWarning,
          };
        }),
      delete: (session, id) => explained(session, () => remove(clientsOf(session), session, id)),
      subscriptions: {
        list: (session, id) =>
          explained(session, async () => (await clientsOf(session).subscriptions(id)).map(toSubscription)),
        add: (session, id, name) => explained(session, () => clientsOf(session).subscribe(id, name)),
        remove: (session, id, name) => explained(session, () => clientsOf(session).unsubscribe(id, name)),
      },
    },
  };
}

async function remove(clients: Clients, { grant }: AccountSession, id: string): Promise<string> {
  const client = (await clients.list()).find(({ name }) => name === id);
  await clients.delete(id);
  return client?.key === grant.clientId
    ? 'Deleted. This sign-in was made with it: its token cannot be renewed any more, so sign in again.'
    : 'Deleted. What uses its key and secret gets no more tokens.';
}

function wishOf({ name, description, callback_url: callbackUrl }: FieldValues) {
  return { name: String(name), description: String(description ?? ''), callbackUrl: String(callbackUrl ?? '') };
}

function toApplication({ name, description, key, callbackUrl }: Client, { grant }: AccountSession): Application {
  return {
    ...{ id: name, name, description, client_id: key || null, created_at: null },
    properties: callbackUrl ? [{ name: 'callback_url', label: 'Callback URL', value: callbackUrl }] : [],
    values: {},
    in_use: key !== '' && key === grant.clientId,
    actions: ['delete'],
  };
}

function toSubscription(api: Api): Subscription {
  return { name: nameOfApi(api), description: api.apiProvider && `Provided by ${api.apiProvider}` };
}

function loginOf({ grant, userName, credentials }: AccountSession) {
  const kept = keptLogin(grant);
  if (kept) return kept;
  const password = credentials?.password;
  if (typeof password === 'string') return { username: grant.subject ?? userName, password };
  throw new TokenwellError('credentials_needed', 'Tapis wants your password for this.');
}

/** What the clients service refuses, in the terms of the interface. */
async function explained<Result>({ grant }: AccountSession, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    const code = codes[error.error ?? ''];
    if (code === 'credentials_needed' && keptLogin(grant)) {
      const detail = `${error.message} The password that is kept here is not right any more: sign in again.`;
      throw new TokenwellError('authorization_server_refused', detail, { hop: error.hop }, { cause: error });
    }
    throw code ? new TokenwellError(code, error.message, { hop: error.hop }, { cause: error }) : error;
  }
}

const codes: Record<string, 'credentials_needed' | 'not_permitted' | 'application_not_found' | 'bad_request'> = {
  http_401: 'credentials_needed',
  http_403: 'not_permitted',
  http_404: 'application_not_found',
  http_409: 'bad_request',
};
