/**
 * Sign-in with user name and password, which are used for this and forgotten. Tapis gives a refresh token to clients only:
 * one that the profile names, or one of Tokenwell's own, made at the first sign-in and used again at the next.
 */

import { hostname } from 'node:os';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import type { SignedIn, SignInSecrets, TokenAnswer } from '../provider.ts';
import type { ClientKeys } from './authenticator.ts';
import { type Client, Clients } from './clients.ts';
import { revokeToken } from './revoke.ts';
import { conclude, type Visit } from './signed-in.ts';
import { requestTokens } from './tokens.ts';

export async function signInWithPassword(visited: Visit, secrets: SignInSecrets): Promise<SignedIn> {
  const { username, password, clientSecret } = secrets;
  if (!username || !password) throw new TokenwellError('bad_request', 'Tapis needs a user name and a password.');
  const { profile, places, caller } = visited;
  const tokensFor = (client: ClientKeys | null) =>
    requestTokens(caller, places, { grant_type: 'password', username, password }, client).catch(asWrongLogin);

  if (clientSecret) {
    const client = { id: profile.clientId, key: clientSecret };
    return conclude(visited, client, await tokensFor(client));
  }
  // Good for some hours, and for managing clients.
  const first = await tokensFor(null);
  const clients = new Clients(caller, places, first.accessToken);
  const client = await clientToUse(visited, clients);
  if (!client) return conclude(visited, null, first);
  try {
    const answer = await tokensFor(client);
    return await conclude(visited, client, answer);
  } catch (error) {
    if (client.isNew) await clients.delete(client.id).catch(() => {});
    throw error;
  } finally {
    await discard(visited, first);
  }
}

/** No token was sent, so that one is refused can only mean the user. */
function asWrongLogin(error: unknown): never {
  if (!(error instanceof ProviderFailure) || error.error !== 'invalid_token') throw error;
  const message = `The ${error.hop} does not accept this user name and password.`;
  throw new ProviderFailure(message, { kind: 'refused', error: 'invalid_login', hop: error.hop }, { cause: error });
}

/** So that a person knows it in the list of their clients, and we at the next sign-in. Tapis keeps 70 characters. */
export function descriptionOfOurs(): string {
  return `Made by Tokenwell on ${hostname()}`.slice(0, 70);
}

/** null: this user may make none, and gets a token that nothing renews. */
async function clientToUse({ profile }: Visit, clients: Clients): Promise<(Client & { isNew: boolean }) | null> {
  const description = descriptionOfOurs();
  try {
    const known = (await clients.list()).filter(({ key }) => key !== '');
    const usable =
      known.find(({ id }) => id === profile.clientId) ?? known.find((client) => client.description === description);
    if (usable) return { ...usable, isNew: false };
    const made = await clients.create({ displayName: 'Tokenwell', description, callbackUrl: '' });
    return { ...made, isNew: true };
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'refused') return null;
    throw error;
  }
}

/** What nobody holds shall not live on. */
async function discard({ caller, places }: Visit, { accessToken }: TokenAnswer): Promise<void> {
  await revokeToken(caller, places, accessToken).catch(() => {});
}
