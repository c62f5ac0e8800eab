/** Sign-in with a refresh or offline token that the person has already. */

import { refreshTokenGrant } from 'openid-client';
import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { requestParameters } from './parameters.ts';
import type { Parties } from './parties.ts';
import { concludeSignIn } from './signed-in.ts';
import { requestTokens, type Tokens } from './token-request.ts';

/** Redeems the token once, since only that shows that it works, and keeps its successor where it has one. */
export async function signInWithPastedGrant(
  profile: Profile,
  parties: Parties,
  secrets: SignInSecrets,
): Promise<SignedIn> {
  const refreshToken = secrets.refreshToken?.trim();
  if (!refreshToken) throw new TokenwellError('bad_request', 'Paste a refresh token or an offline token.');
  // The ID token is only read, not validated: nothing about it may cost the person a token that was just rotated.
  const lenient = { ...parties, server: { ...parties.server, discovered: false } };
  const tokens = await redeem(profile, lenient, refreshToken);
  return concludeSignIn(profile, parties, tokens, tokens.answer.refreshToken ?? refreshToken);
}

async function redeem(profile: Profile, parties: Parties, refreshToken: string): Promise<Tokens> {
  const ask = (scopes: string[]) => {
    const parameters = requestParameters({ ...profile, scopes });
    return requestTokens(parties, (library) => refreshTokenGrant(library, refreshToken, parameters));
  };
  try {
    return await ask(profile.scopes);
  } catch (error) {
    // It was granted less than the profile wants. A refused request redeems nothing, so ask for what it has.
    if (error instanceof ProviderFailure && error.error === 'invalid_scope') return ask([]);
    throw error;
  }
}
