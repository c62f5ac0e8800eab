/** User name and password in the grant, where the person wanted that (AgavePy's Standard client). Sealed like the rest of it. */

import type { Grant } from '../../grant.ts';
import type { SignedIn } from '../provider.ts';
import type { Login } from './tapis-api.ts';

export function withLogin(signedIn: SignedIn, { username, password }: Login): SignedIn {
  const { grant } = signedIn;
  return { ...signedIn, grant: { ...grant, details: { ...grant.details, username, password } } };
}

/** null: not kept. */
export function keptLogin({ details }: Grant): Login | null {
  const { username, password } = details ?? {};
  return username && password ? { username, password } : null;
}
