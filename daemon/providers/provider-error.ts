/** A provider's failure as an error that a caller may be shown. */

import { type ErrorCode, TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { ProviderFailure } from './failure.ts';

/** Turns whatever a provider or the store threw into such an error. `what`: what failed, for the log: `a sign-in`. */
export function toProviderError(error: unknown, what: string, log: Log): TokenwellError {
  if (error instanceof TokenwellError) return error;
  if (error instanceof ProviderFailure) {
    const { hop, retryAfter } = error;
    const extensions = { hop, ...(retryAfter !== undefined && { retryAfter }) };
    return new TokenwellError(codeOf(error), error.message, extensions, { cause: error });
  }
  // Its message is left out of both: a mistake of ours may quote anything.
  log.error({ name: error instanceof Error ? error.name : typeof error }, `${what} failed by a mistake of ours`);
  return new TokenwellError(
    'internal_error',
    `${capital(what)} failed by a mistake in Tokenwell.`,
    {},
    { cause: error },
  );
}

function codeOf({ kind, malformed }: ProviderFailure): ErrorCode {
  if (kind === 'refused') return 'authorization_server_refused';
  return malformed ? 'authorization_server_broken' : 'authorization_server_unavailable';
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
