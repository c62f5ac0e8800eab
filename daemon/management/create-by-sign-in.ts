/** A long-lived token that is made by a sign-in of its own: the person approves once more, and what comes of it is the token. */

import type { LongLivedTokenCreation, SignIn, TokenKind } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { Profile } from '../profile.ts';
import type { Management, NewToken } from '../providers/management.ts';
import type { SignedIn } from '../providers/provider.ts';
import type { ProfileService } from '../services.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { SignInStarter } from './sign-in-starter.ts';

interface Services {
  profiles: Pick<ProfileService, 'find'>;
  signIns: SignInStarter;
}

interface Wish {
  bySignIn: NonNullable<Management['bySignIn']>;
  record: Readonly<AccountRecord>;
  /** The account's own. */
  grant: Grant;
  kind: TokenKind;
  creation: LongLivedTokenCreation & { values: NonNullable<LongLivedTokenCreation['values']> };
  /** Remembers what was made, and holds its value. */
  take(made: NewToken): { [Name in keyof Created]: Created[Name] | null };
}

type Created = NonNullable<SignIn['created']>;

export async function createBySignIn(services: Services, wish: Wish): Promise<SignIn> {
  const { bySignIn, record, kind, creation, take } = wish;
  const profile = services.profiles.find(record.profile);
  requireSameServer(profile, record);
  const secret = wish.grant.clientAuthentication;
  return services.signIns.startFor({
    profile: bySignIn.profile(profile, kind.kind, creation.values),
    flow: creation.flow ?? kind.create?.flows[0] ?? 'device',
    redirectUri: creation.redirect_uri,
    secrets: 'clientSecret' in secret ? { clientSecret: secret.clientSecret } : {},
    async conclude(signedIn) {
      requireSameUser(signedIn, record);
      const { token, one_time_value } = take(bySignIn.conclude(signedIn, kind.kind, creation.values));
      if (!token || !one_time_value) throw new TokenwellError('internal_error', 'A new token came without its value.');
      return { token, one_time_value };
    },
  });
}

/** A secret of the account's goes along: only to the server that it was obtained from (design promise 7). */
function requireSameServer(profile: Profile, record: Readonly<AccountRecord>): void {
  if (profile.issuer === record.issuer) return;
  throw new TokenwellError(
    'configuration_broken',
    `The profile ${profile.name} names another server than the one that ${record.name} is signed in at. Sign in again first.`,
  );
}

/** Whoever approved in the browser may be signed in there as somebody else. */
function requireSameUser({ grant, accountName }: SignedIn, record: Readonly<AccountRecord>): void {
  const same = record.subject === null ? accountName === record.name : grant.subject === record.subject;
  if (same) return;
  throw new TokenwellError(
    'sign_in_denied',
    `${accountName} approved it in the browser, but the token was to be ${record.name}'s. Nothing was made: sign out there, or use a private window, and start again.`,
  );
}
