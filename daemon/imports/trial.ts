/** Tries what was found, at its server, before anything is kept. */

import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { Profile } from '../profile.ts';
import { ProviderFailure } from '../providers/failure.ts';
import type { Importable } from '../providers/imports.ts';
import type { Provider, SignedIn } from '../providers/provider.ts';

/** Milliseconds that the server has. */
const longestTrial = 30_000;

/** `earlier` is what the accounts of the profile hold. Throws `import_refused` where the server does not take it; else as a sign-in does. */
export async function tryImport(
  provider: Provider | undefined,
  profile: Profile,
  { flow, secrets }: Importable,
  earlier: readonly Grant[],
  clock: Clock,
): Promise<SignedIn> {
  const signIn = flow === 'password' ? provider?.signInWithPassword : provider?.signInWithPastedGrant;
  if (!provider || !signIn) {
    const detail = `Systems of the kind ${profile.provider} take no ${flow === 'password' ? 'password' : 'token that exists already'}.`;
    throw new TokenwellError('flow_not_supported', detail);
  }
  const late = new AbortController();
  const cancel = clock.after(longestTrial, () => late.abort());
  try {
    return await signIn.call(provider, profile, secrets, late.signal, earlier);
  } catch (error) {
    throw inWords(error, profile, flow);
  } finally {
    cancel();
  }
}

function inWords(error: unknown, profile: Profile, flow: Importable['flow']): unknown {
  if (!(error instanceof ProviderFailure)) return error;
  const { host } = new URL(profile.issuer);
  if (error.kind !== 'refused') {
    return new TokenwellError(
      error.malformed ? 'authorization_server_broken' : 'authorization_server_unavailable',
      `${error.message} So it could not be tried, and nothing was stored.`,
      { hop: error.hop },
      { cause: error },
    );
  }
  const detail = `${host} ${refusal(error.error, profile, flow)} Nothing was stored.`;
  return new TokenwellError('import_refused', detail, { hop: error.hop }, { cause: error });
}

function refusal(error: string | undefined, { clientId }: Profile, flow: Importable['flow']): string {
  if (flow === 'password') return 'does not accept this user name and password, or this client.';
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    return `does not accept the client ${clientId} for it: its secret is wrong or missing, or it may not do this.`;
  }
  if (error === 'invalid_grant') {
    return `does not accept it: it was revoked, has ended, was used up already (some work once only), or belongs to another client than ${clientId}.`;
  }
  return `refuses it (${error ?? 'for an unknown reason'}).`;
}
