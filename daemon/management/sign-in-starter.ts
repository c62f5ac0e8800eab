/** What `sign-in/` offers to those who need one for more than an account. */

import type { SignIn, SignInFlow } from '../api.ts';
import type { Profile } from '../profile.ts';
import type { SignedIn, SignInSecrets } from '../providers/provider.ts';

export interface SignInStarter {
  startFor(purpose: {
    profile: Profile;
    flow: SignInFlow;
    redirectUri: string | undefined;
    secrets: SignInSecrets;
    /** Takes the grant in place of the accounts. Where it rejects, the grant is revoked. */
    conclude(signedIn: SignedIn): Promise<NonNullable<SignIn['created']>>;
  }): Promise<SignIn>;
}
