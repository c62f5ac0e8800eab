/**
 * Sign-in with user name and password. What is kept is the key and secret of an OAuth client and the refresh token that it
 * got; the password only where the person asked for that.
 */

import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { Clients, type NewClient } from './clients.ts';
import { withLogin } from './kept-login.ts';
import { knownClient, makeClient, type Ours } from './own-client.ts';
import { requestByPassword } from './password-grant.ts';
import { type ClientKeys, conclude, partiesOf, scopesOf, type Visit } from './signed-in.ts';
import type { Login } from './tapis-api.ts';

export async function signInWithPassword(visited: Visit, secrets: SignInSecrets, ours: Ours): Promise<SignedIn> {
  const login = loginOf(secrets);
  const { profile, caller, places } = visited;
  const keep = secrets.keepPassword ?? false;
  const redeem = async (keys: ClientKeys) => {
    const signedIn = await redeemAt(visited, keys, login);
    return keep ? withLogin(signedIn, login) : signedIn;
  };
  if (secrets.clientSecret) return redeem({ key: profile.clientId, secret: secrets.clientSecret, name: null });
  const known = knownClient(visited, login.username, ours);
  const signedIn = known && (await redeem(known).catch(unlessForgotten));
  if (signedIn) return signedIn;
  const clients = new Clients(caller, places, login);
  const client = await makeClient(clients, profile, ours);
  try {
    return await redeem(client);
  } catch (error) {
    throw await withoutClient(clients, client, error);
  }
}

async function redeemAt(visited: Visit, keys: ClientKeys, login: Login): Promise<SignedIn> {
  const answer = await requestByPassword(partiesOf(visited, keys), login, scopesOf(visited.profile));
  return conclude(visited, keys, answer, { refreshToken: null, username: login.username });
}

/** Somebody deleted the client. */
function unlessForgotten(error: unknown): null {
  if (error instanceof ProviderFailure && error.error === 'invalid_client') return null;
  throw error;
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
