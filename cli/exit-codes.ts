/** What the exit codes mean: for scripts, for `--help` and for docs/cli.md. */

import type { ErrorCode } from '../daemon/errors.ts';

export const exitCodes = {
  0: { short: 'done', meaning: 'It was done.' },
  1: {
    short: 'failed, or you said no',
    meaning: 'It failed, or you answered no and nothing was changed; standard error says which.',
  },
  2: {
    short: 'wrong usage',
    meaning:
      'The command, an option or a value is not right, or names a profile, an account or a token that is not there; nothing was done.',
  },
  3: { short: 'signed out', meaning: 'Nobody is signed in: `tokenwell login PROFILE`.' },
  4: {
    short: 'no answer in time',
    meaning: 'The authorization server is unavailable, or the deadline passed. Try again.',
  },
  5: { short: 'sign-in denied or expired', meaning: 'The sign-in was refused in the browser, or took too long.' },
  6: { short: 'no daemon', meaning: 'The daemon cannot be started or reached.' },
  7: { short: 'store locked', meaning: 'The secret store is locked: `tokenwell store unlock`.' },
  8: {
    short: 'not permitted',
    meaning: 'This workspace may not have the token, or nobody said yes in time: `tokenwell permissions list`.',
  },
  9: {
    short: 'something lives on',
    meaning:
      '`logout`, `revoke-all`, `uninstall`, `tokens revoke`: not everything could be revoked, or a long-lived token that was made here lives on; which, and until when, is told.',
  },
  10: { short: 'does not work', meaning: '`tokens test`: the server does not accept the token.' },
  126: { short: 'cannot be run', meaning: '`tokenwell run` could not start the command.' },
  127: { short: 'not found', meaning: '`tokenwell run` did not find the command.' },
  130: { short: 'cancelled', meaning: 'You cancelled it (Ctrl-C).' },
} as const;

export type ExitCode = keyof typeof exitCodes;

const ofErrors: Partial<Record<ErrorCode, ExitCode>> = {
  bad_request: 2,
  account_ambiguous: 2,
  value_needed: 2,
  profile_not_found: 2,
  account_not_found: 2,
  token_not_found: 2,
  application_not_found: 2,
  signed_out: 3,
  deadline_exceeded: 4,
  authorization_server_unavailable: 4,
  sign_in_denied: 5,
  sign_in_expired: 5,
  already_running: 6,
  runtime_directory_unsafe: 6,
  shutting_down: 6,
  store_locked: 7,
  permission_required: 8,
  permission_denied: 8,
};

export function exitCodeOf(code: ErrorCode): ExitCode {
  return ofErrors[code] ?? 1;
}
