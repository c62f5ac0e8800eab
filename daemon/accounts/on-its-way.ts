/**
 * A grant on its way to another holder. It is not renewed meanwhile, since its refresh token would be used up on the way.
 * Where nobody knows whether it has arrived, it is not renewed afterwards either before somebody asks for a token of it:
 * used in two places, it could end in both (RFC 9700 Section 4.14.2). That is written down before anything is sent, so that
 * it holds for the next daemon too, however this one ends.
 */

import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { Account } from './account.ts';
import { describeEnd } from './refresh/refresh-errors.ts';

export interface OnItsWay {
  grant: Grant;
  /** `doubt`: it may have arrived. */
  letGo: (doubt?: TokenwellError) => void;
}

export async function holdGrant(account: Account): Promise<OnItsWay> {
  const { engine } = account;
  if (!engine) throw describeEnd(account.record);
  const release = await engine.hold();
  const wasInDoubt = account.record.mayBeElsewhere ?? false;
  try {
    const stored = await engine.keeper.read();
    if (!stored) throw describeEnd(account.record);
    const { grant } = stored;
    // What is served as it is can be in several places.
    if (grant.kind !== 'access_token') account.note({ mayBeElsewhere: true });
    return { grant, letGo };
  } catch (error) {
    release();
    throw error;
  }

  function letGo(doubt?: TokenwellError): void {
    // Not where it was given away, or somebody has signed in anew meanwhile.
    if (account.engine === engine) {
      account.note(doubt ? { mayBeElsewhere: true, trouble: doubt } : { mayBeElsewhere: wasInDoubt });
    }
    release(doubt && noTokenFor(account, doubt));
  }
}

/** For whoever has waited meanwhile. */
function noTokenFor({ record: { name, profile } }: Account, { message }: TokenwellError): TokenwellError {
  const hop = 'an export of its refresh token';
  return new TokenwellError('deadline_exceeded', `No token for ${name} · ${profile}: ${message}`, { hop });
}
