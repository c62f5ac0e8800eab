/** One long-lived token is ended, or it is told why that cannot be and until when it lives. Never rejects. */

import type { LongLivedToken, RevokedToken, TokenRevocation } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { AccountService, LongLivedTokenService } from '../services.ts';

export interface Endings {
  accounts: Pick<AccountService, 'list' | 'signOut'>;
  longLivedTokens: Pick<LongLivedTokenService, 'list' | 'revoke' | 'left'>;
  log: Log;
}

export async function endToken(token: LongLivedToken, endings: Endings): Promise<RevokedToken> {
  const { account, kind_label, description } = token;
  return { ...(await revoke(token, endings)), account, kind_label, description };
}

export function isOver({ revocation }: TokenRevocation): boolean {
  return revocation === 'revoked' || revocation === 'already_ended';
}

async function revoke(token: LongLivedToken, { longLivedTokens, log }: Endings): Promise<TokenRevocation> {
  const remainder = { token: token.id, may_live_until: token.expires_at };
  if (!token.actions.includes('revoke')) {
    return { ...remainder, revocation: 'not_supported', detail: 'This server has no way to revoke it.' };
  }
  if (token.value_needed_for.includes('revoke')) {
    const detail =
      'Only its value names it to the server, and the value is not here: end it in your account page there, or sign in again and revoke it with its value.';
    return { ...remainder, revocation: 'not_supported', detail };
  }
  try {
    return await longLivedTokens.revoke(token.account, token.id, {});
  } catch (error) {
    if (error instanceof TokenwellError && error.code === 'token_not_found') {
      const detail = 'The server does not have it any more.';
      return { token: token.id, revocation: 'already_ended', detail, may_live_until: null };
    }
    const { message } = toProviderError(error, 'the revocation', log);
    return { ...remainder, revocation: 'failed', detail: message };
  }
}
