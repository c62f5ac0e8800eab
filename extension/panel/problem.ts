/** What went wrong, in words for the panel, and the ways on that fit. */

import { DaemonError, DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import { DaemonStartError } from '../../clients/node/start-daemon.ts';
import type { ErrorCode } from '../../daemon/errors.ts';
import { plainText } from '../plain-text.ts';
import type { Problem } from './messages-to-view.ts';

const ofExports: ErrorCode[] = [
  'export_not_configured',
  'export_refused',
  'export_place_missing',
  'export_unavailable',
];
const endedSignIn: ErrorCode[] = ['signed_out', 'account_not_found'];

/** A call about applications that the server takes with a password only. */
export function wantsCredentials(error: unknown): boolean {
  return error instanceof DaemonError && error.code === 'credentials_needed';
}

export function problemOf(error: unknown): Problem {
  const detail = plainText(error instanceof Error ? error.message : String(error), 1_000);
  if (error instanceof DaemonError && endedSignIn.includes(error.code)) return { detail, ways: ['sign_in', 'retry'] };
  // What to do there stands in the words.
  if (error instanceof DaemonError && ofExports.includes(error.code)) return { detail, ways: ['retry'] };
  if (wantsCredentials(error)) return { detail, ways: [] };
  if (error instanceof DaemonStartError || error instanceof DaemonUnreachable) {
    return { detail, ways: ['retry', 'doctor', 'log'] };
  }
  return { detail, ways: ['retry', 'doctor'] };
}
