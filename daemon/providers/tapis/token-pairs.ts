/**
 * A token pair for a program that renews it itself (AgavePy's Token-Refresh client). It gets a client of its own: for one
 * client the service hands the same pair out again, and a refresh token that works once must not be in two places.
 */

import { randomBytes } from 'node:crypto';
import { genericGrantRequest } from 'openid-client';
import type { FieldValues, TokenKind } from '../../api.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { type AccountSession, fieldOf, type NewToken } from '../management.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { requestTokens } from '../oidc/token-request.ts';
import type { TokenAnswer } from '../provider.ts';
import { Clients, type NewClient } from './clients.ts';
import { keptLogin } from './kept-login.ts';
import { placesOf } from './places.ts';

const carries =
  'A token pair with its client’s key and secret gets tokens that carry all your permissions, for as long as it is renewed. It belongs in a secrets service or an environment variable; never in a plain file, a notebook or git.';

const password = fieldOf({
  ...{ name: 'password', label: 'Password', type: 'secret', required: true },
  help: 'Tapis wants it to make a client. It is used for this and not stored.',
});

/** A password that is kept is not asked for. */
export function pairKind(grant: Grant): TokenKind {
  const { create } = pair;
  return { ...pair, create: { ...create, fields: keptLogin(grant) ? create.fields : [...create.fields, password] } };
}

const pair = {
  kind: 'token_pair',
  label: 'Token pair',
  description:
    'An access token and a refresh token that works once, with a client of their own: for a program that renews them itself.',
  create: {
    by: 'form',
    flows: [],
    fields: [
      fieldOf({
        ...{ name: 'description', label: 'Description', type: 'text', required: true, maximum: 256 },
        help: 'Where it will be used, so that you know later what a deletion stops.',
      }),
    ],
    warning: carries,
  },
  edit: [],
  revocation: { possible: false, detail: 'Delete its client: `tokenwell apps delete PROFILE CLIENT` names it.' },
  recorded: 'here',
} satisfies TokenKind;

/** Throws `ProviderFailure`; nothing is left at the server then. */
export async function makePair(
  { grant, userName, signal }: AccountSession,
  { description, password: given }: FieldValues,
  settings: OutgoingSettings,
): Promise<NewToken> {
  const parties = partiesOfGrant(grant, settings, signal);
  const login = keptLogin(grant) ?? { username: grant.subject ?? userName, password: String(given) };
  const clients = new Clients(parties.caller, placesOf(grant.issuer), login);
  const name = `tokenwell-pair-${randomBytes(4).toString('hex')}`;
  const client = await clients.create({ name, description: String(description), callbackUrl: '' });
  try {
    const authentication = { method: 'client_secret_basic' as const, clientSecret: client.secret };
    const wish = { ...login, scope: grant.scopes.join(' ') };
    const { answer } = await requestTokens({ ...parties, clientId: client.key, authentication }, (library) =>
      genericGrantRequest(library, 'password', wish),
    );
    return pairOf(client, answer, { userName, description: String(description), scope: wish.scope });
  } catch (error) {
    await clients.delete(client.name).catch(() => {});
    throw error;
  }
}

function pairOf(
  client: NewClient,
  { accessToken, refreshToken }: TokenAnswer,
  { userName, description, scope }: { userName: string; description: string; scope: string },
): NewToken {
  return {
    token: {
      ...{ id: '', kind: pair.kind, description, scope, owner: userName, own: true, application: client.name },
      ...{ createdAt: null, expiresAt: null, lastUsedAt: null, actions: [], valueNeededFor: [] },
      notes: [`Its client is called ${client.name}: deleting that ends it.`],
    },
    secrets: [
      { name: 'client_id', label: 'API key', value: client.key },
      { name: 'client_secret', label: 'API secret', value: client.secret },
      { name: 'access_token', label: 'Access token', value: accessToken },
      ...(refreshToken ? [{ name: 'refresh_token', label: 'Refresh token', value: refreshToken }] : []),
    ],
    warning: carries,
    keep: null,
  };
}
