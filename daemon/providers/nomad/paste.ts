/** Sign-in with a token that the person has: an app token, a personal access token, or a refresh token of the realm. */

import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { apiOfProfile } from './api.ts';
import { endOf, type ServedTokenKind, signedInWith } from './served-token.ts';
import { tryToken } from './user.ts';

/** null: it is neither an app token nor a personal access token. */
export async function signInWithServedToken(
  profile: Profile,
  { refreshToken }: SignInSecrets,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<SignedIn | null> {
  const value = refreshToken?.trim() ?? '';
  const kind = kindOf(value);
  if (!kind) return null;
  const api = await apiOfProfile(profile, settings, signal);
  const trial = await tryToken(api, value);
  if (trial.outcome === 'refused') {
    const why = trial.expired ? 'it has expired' : 'it is not valid there, or no longer';
    throw new TokenwellError('authorization_server_refused', `${api.host} refuses the token: ${why}.`);
  }
  const user = trial.outcome === 'works' ? trial.user : { subject: null, name: 'token without a name' };
  return signedInWith(api, user, { kind, value, scopes: [], expiresAt: endOf(value), clientId: profile.clientId });
}

function kindOf(value: string): ServedTokenKind | null {
  if (/^nomad_pat_[\w-]{1,1000}$/.test(value)) return 'personal_access_token';
  // NOMAD itself tells its own tokens from those of the realm by this.
  const isAppToken = Object.keys(claimsOf(value)).sort().join() === 'exp,user';
  return isAppToken ? 'app_token' : null;
}
