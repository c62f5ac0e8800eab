/** What people and programs are told when there is no token. Whole sentences, with what to do next. */

import type { EndReason } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../../providers/failure.ts';
import type { AccountRecord } from '../../store/account-store.ts';

type Who = Pick<AccountRecord, 'name' | 'profile' | 'lastError'>;

/** The account is signed out, now (`reason`) or since earlier. */
export function describeEnd(account: Who, reason?: EndReason): TokenwellError {
  const who = `${account.name} · ${account.profile}`;
  const again = `Sign in again: click the key in VS Code, or run \`tokenwell login ${account.profile}\`.`;
  if (!reason && account.lastError) return new TokenwellError('signed_out', account.lastError.detail);
  const why = {
    refused: 'the server says that the sign-in is no longer valid (it expired, was revoked, or its session was ended)',
    lost: 'the server had replaced the refresh token, but its answer never arrived (the connection or the daemon was cut off in that moment)',
    missing: 'its grant is no longer in the secret store',
    expired: 'its token has come to its end, and nothing can renew it',
  };
  return new TokenwellError('signed_out', `${who} is signed out${reason ? `: ${why[reason]}` : ''}. ${again}`);
}

/** A renewal failed for now. `pause`: milliseconds until the next try. */
export function describeFailure(failure: ProviderFailure | TokenwellError, pause: number): TokenwellError {
  const retryAfter = Math.ceil(pause / 1000);
  if (failure instanceof TokenwellError) {
    return new TokenwellError(failure.code, failure.message, { ...failure.extensions, retryAfter });
  }
  const code = codeOf(failure);
  return new TokenwellError(code, failure.message, { hop: failure.hop, retryAfter }, { cause: failure });
}

/** The server issues no token for a scope or resource; its other tokens are not concerned. */
export function describeRefusal(failure: ProviderFailure): TokenwellError {
  const detail = `The server does not issue a token for this scope or resource (${failure.error}). Sign in again with a profile that asks for it.`;
  return new TokenwellError('scope_not_granted', detail, { hop: failure.hop }, { cause: failure });
}

function codeOf(failure: ProviderFailure) {
  if (failure.kind === 'refused') return 'authorization_server_refused';
  return failure.malformed ? 'authorization_server_broken' : 'authorization_server_unavailable';
}

/** No usable token, and the next try comes after the caller's deadline. `pause`: milliseconds until then. */
export function noTokenYet(account: Who, pause: number): TokenwellError {
  const seconds = Math.ceil(pause / 1000);
  const why = account.lastError?.detail ?? 'The last renewal failed.';
  const last = account.lastError?.code;
  const code = isTemporary(last) ? last : 'authorization_server_unavailable';
  return new TokenwellError(code, `${why} The next try is in ${seconds} s.`, { retryAfter: seconds });
}

const temporaryCodes = [
  'authorization_server_unavailable',
  'authorization_server_refused',
  'authorization_server_broken',
  'store_unavailable',
  'store_damaged',
  'internal_error',
] as const;

function isTemporary(code: string | undefined): code is (typeof temporaryCodes)[number] {
  return temporaryCodes.some((known) => known === code);
}
