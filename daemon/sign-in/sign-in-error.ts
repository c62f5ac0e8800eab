/** Why a sign-in failed, for whoever watches it. */

import { type ErrorCode, TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { ProviderFailure } from '../providers/failure.ts';

/** Turns whatever a provider or the store threw into an error that may be shown. */
export function describeSignInError(error: unknown, log: Log): TokenwellError {
  if (error instanceof TokenwellError) return error;
  if (error instanceof ProviderFailure) {
    const { hop, retryAfter } = error;
    const extensions = { hop, ...(retryAfter !== undefined && { retryAfter }) };
    return new TokenwellError(codeOf(error), error.message, extensions, { cause: error });
  }
  // Its message is left out of both: a mistake of ours may quote anything.
  log.error({ name: error instanceof Error ? error.name : typeof error }, 'a sign-in failed by a mistake of ours');
  return new TokenwellError('internal_error', 'The sign-in failed by a mistake in Tokenwell.', {}, { cause: error });
}

function codeOf({ kind, malformed }: ProviderFailure): ErrorCode {
  if (kind === 'refused') return 'authorization_server_refused';
  return malformed ? 'authorization_server_broken' : 'authorization_server_unavailable';
}
