/** The status as a table that a person likes to read, and below it what needs their attention, in sentences. */

import type { AccountSummary } from '../../daemon/api.ts';
import type { Status } from '../commands/status.ts';
import { duration } from './duration.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { type Column, table } from './table.ts';

/** Seconds before the end of a session or grant at which it is worth a sentence. */
const soon = 24 * 3600;

export function statusText(status: Status, now = Date.now() / 1000): string {
  if (!status.running) {
    return 'The daemon does not run. It starts by itself with the next `tokenwell token` or `tokenwell login`.';
  }
  const parts = [
    status.accounts.length > 0 ? table(columns(now), status.accounts) : 'Nobody is signed in.',
    [...storeNotes(status), ...status.accounts.flatMap((account) => accountNotes(account, now))].join('\n'),
    [...profileNotes(status), ...problemNotes(status)].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function columns(now: number): Column<AccountSummary>[] {
  return [
    { title: 'PROFILE', cell: ({ profile }) => paint('bold', profile) },
    { title: 'ACCOUNT', cell: ({ name }) => plainText(name) },
    { title: 'STATE', cell: stateCell },
    { title: 'EXPIRES', cell: (account) => expiry(account, now), droppable: 1 },
    { title: 'RENEWED', cell: (account) => ago(account.last_refresh_at, now), droppable: 3 },
    { title: 'NEXT', cell: (account) => next(account, now), droppable: 2 },
  ];
}

const stateStyles = {
  signed_in: 'green',
  signing_in: 'cyan',
  retrying: 'yellow',
  locked: 'yellow',
  signed_out: 'red',
} as const;

function stateCell({ state, at_risk: atRisk }: AccountSummary): string {
  const words = state.replace('_', ' ');
  return paint(stateStyles[state] ?? 'bold', atRisk ? `${words}, at risk` : words);
}

function expiry({ token_expires_at: at, holds_token: isThere, state }: AccountSummary, now: number): string {
  if (at === null) return state === 'signed_out' ? '–' : isThere ? 'no end known' : 'no token yet';
  // Nobody used it lately, so nobody renewed it ahead: that is in order, and no reason to worry.
  if (at <= now && state === 'signed_in') return 'renewed when used';
  return at <= now ? 'expired' : `in ${duration(at - now)}`;
}

/** A token that nobody used lately is not renewed ahead; the next caller gets a new one. */
function next({ retry_at: retry, next_refresh_at: refresh, state }: AccountSummary, now: number): string {
  const at = retry ?? refresh;
  if (at === null) return state === 'signed_in' ? 'when used' : '–';
  return at <= now ? 'now' : `in ${duration(at - now)}`;
}

function ago(at: number | null, now: number): string {
  return at === null ? '–' : `${duration(now - at)} ago`;
}

function storeNotes({ store }: Status): string[] {
  if (store?.state !== 'locked') return [];
  return [note('yellow', `The secret store (${store.kind}) is locked. ${plainText(store.detail)}`)];
}

function accountNotes(account: AccountSummary, now: number): string[] {
  const who = `${account.profile} (${plainText(account.name)})`;
  const notes: string[] = [];
  if (account.at_risk) {
    notes.push(
      note('yellow', `${who}: a new refresh token could not be written to the store yet. Do not end the daemon now.`),
    );
  }
  const login = `\`tokenwell login ${account.profile}\``;
  // Most errors that end a sign-in name the command themselves.
  if (account.state === 'signed_out' && !account.last_error?.detail.includes(login)) {
    notes.push(note('red', `${who}: sign in again with ${login}.`));
  }
  // Of one that may have arrived elsewhere nothing else tells.
  const mayBeElsewhere = account.last_error?.code === 'export_unavailable';
  if (account.last_error && (account.state !== 'signed_in' || mayBeElsewhere)) {
    notes.push(note('yellow', `${who}: ${plainText(account.last_error.detail)}`));
  }
  if (account.state === 'retrying' && account.retrying_since !== null) {
    notes.push(note('yellow', `${who}: trying again, for ${duration(now - account.retrying_since)} now.`));
  }
  if (account.waiting) {
    const hop = plainText(account.waiting.for);
    notes.push(note('yellow', `${who}: waiting for ${hop}, for ${duration(now - account.waiting.since)} now.`));
  }
  if (account.former_sign_in) {
    notes.push(note('yellow', `${who}: the sign-in before lives on: ${plainText(account.former_sign_in.detail)}`));
  }
  const ends = endsSoon(account, now);
  if (ends) notes.push(note('yellow', `${who}: ${ends}`));
  return notes;
}

function endsSoon(
  { session_ends_at: session, grant_ends_at: grant, state }: AccountSummary,
  now: number,
): string | null {
  if (state === 'signed_out') return null;
  if (session !== null && session - now < soon) {
    return `the server ends this session in ${duration(session - now)}; then a new sign-in is needed.`;
  }
  // The daemon renews a grant in time by itself, so its end matters only while it cannot.
  if (grant !== null && grant - now < soon && state !== 'signed_in') {
    return `the sign-in ends in ${duration(grant - now)} unless it can be renewed before.`;
  }
  return null;
}

function profileNotes({ profiles, accounts }: Status): string[] {
  const idle = profiles.filter((name) => !accounts.some(({ profile }) => profile === name));
  if (profiles.length === 0 && accounts.length === 0) {
    return ['There are no profiles yet. Add one: `tokenwell profile add --help` shows how.'];
  }
  if (idle.length === 0) return [];
  return [paint('dim', `Not signed in: ${idle.join(', ')}. Sign in with \`tokenwell login ${idle[0]}\`.`)];
}

function problemNotes({ problems }: Status): string[] {
  return problems.map(({ file, message }) => note('yellow', `${plainText(file)}: ${plainText(message)}`));
}

function note(style: 'yellow' | 'red', text: string): string {
  return `${paint(style, '!')} ${text}`;
}
