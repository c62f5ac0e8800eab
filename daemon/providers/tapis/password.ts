/**
 * Sign-in with user name and password, which are used for this and forgotten. What is kept is the key and secret of an
 * OAuth client, made here unless the profile names one, and the refresh token that it got.
 */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { genericGrantRequest } from 'openid-client';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import { requestTokens } from '../oidc/token-request.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { Clients, type NewClient } from './clients.ts';
import { type ClientKeys, conclude, partiesOf, scopesOf, type Visit } from './signed-in.ts';
import type { Login } from './tapis-api.ts';

export async function signInWithPassword(visited: Visit, secrets: SignInSecrets): Promise<SignedIn> {
  const login = loginOf(secrets);
  const { profile, caller, places } = visited;
  if (secrets.clientSecret) {
    const keys = { key: profile.clientId, secret: secrets.clientSecret, name: null };
    return redeem(visited, keys, login);
  }
  const clients = new Clients(caller, places, login);
  const client = await makeClient(clients, profile.clientId);
  try {
    return await redeem(visited, client, login);
  } catch (error) {
    throw await withoutClient(clients, client, error);
  }
}

/** Named after this machine, so that its owner recognises it in the list of clients. */
export function clientNameFor(clientId: string): string {
  return `${clientId}-${hostname()}`.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64);
}

/** A client that has the name already keeps it: its secret cannot be read again, and whoever made it may use it still. */
async function makeClient(clients: Clients, clientId: string): Promise<NewClient> {
  const wish = { name: clientNameFor(clientId), description: `Tokenwell on ${hostname()}`, callbackUrl: '' };
  try {
    return await clients.create(wish);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.error !== 'http_409') throw error;
    return clients.create({ ...wish, name: `${wish.name}-${randomBytes(3).toString('hex')}` });
  }
}

async function redeem(visited: Visit, keys: ClientKeys, { username, password }: Login): Promise<SignedIn> {
  const parameters = { username, password, scope: scopesOf(visited.profile).join(' ') };
  const { answer } = await requestTokens(partiesOf(visited, keys), (library) =>
    genericGrantRequest(library, 'password', parameters),
  );
  return conclude(visited, keys, answer, { refreshToken: null, username });
}

/** The client is of no use without its tokens. What went wrong stays the error; a client that stays is told of. */
async function withoutClient(clients: Clients, { name }: NewClient, error: unknown): Promise<unknown> {
  try {
    await clients.delete(name);
    return error;
  } catch {
    if (!(error instanceof ProviderFailure)) return error;
    const { kind, hop, malformed } = error;
    const message = `${error.message} The client ${name}, made for this sign-in, could not be deleted again.`;
    return new ProviderFailure(message, { kind, hop, malformed }, { cause: error });
  }
}

function loginOf({ username, password }: SignInSecrets): Login {
  if (username && password) return { username, password };
  throw new TokenwellError('bad_request', 'Tapis needs a user name and a password.');
}
