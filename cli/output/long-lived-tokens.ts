/** Long-lived tokens, their kinds, and what became of them, for people. */

import type {
  AccountCapabilities,
  ExportTarget,
  Field,
  LongLivedToken,
  TokenRevocation,
  TokenTest,
} from '../../daemon/api.ts';
import { duration } from './duration.ts';
import { moment } from './moment.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { print, printAside } from './print.ts';
import { table } from './table.ts';

type Outcome = Pick<TokenRevocation, 'revocation' | 'detail' | 'may_live_until'>;

export function tokensTable(tokens: LongLivedToken[]): string {
  const foreign = tokens.some(({ own }) => !own);
  return table(
    [
      { title: 'ID', cell: ({ id }: LongLivedToken) => paint('bold', plainText(shortId(id, tokens))) },
      { title: 'KIND', cell: (token: LongLivedToken) => plainText(token.kind_label), droppable: 3 },
      { title: 'DESCRIPTION', cell: (token: LongLivedToken) => plainText(token.description) },
      ...(foreign ? [{ title: 'OWNER', cell: ({ owner }: LongLivedToken) => plainText(owner) }] : []),
      { title: 'STATE', cell: stateOf },
      { title: 'SCOPE', cell: ({ scope }: LongLivedToken) => plainText(scope), droppable: 5 },
      { title: 'APPLICATION', cell: (token: LongLivedToken) => plainText(token.application ?? ''), droppable: 6 },
      { title: 'CREATED', cell: (token: LongLivedToken) => day(token.created_at), droppable: 4 },
      { title: 'LAST USED', cell: (token: LongLivedToken) => day(token.last_used_at), droppable: 7 },
      { title: 'ENDS', cell: endOf, droppable: 1 },
      { title: 'KEPT AS', cell: (token: LongLivedToken) => plainText(token.kept_as ?? ''), droppable: 2 },
    ],
    tokens,
  );
}

/** As much of it as names it among these. */
function shortId(id: string, tokens: LongLivedToken[]): string {
  if (!/^[0-9a-f-]{32,}$/.test(id)) return id;
  const others = tokens.filter((token) => token.id !== id);
  const lengths = [8, 13, 18, 23];
  const length = lengths.find((size) => !others.some((other) => other.id.startsWith(id.slice(0, size))));
  return id.slice(0, length ?? id.length);
}

function stateOf({ state }: LongLivedToken): string {
  return paint(state === 'active' ? 'green' : 'yellow', state.replaceAll('_', ' '));
}

function endOf({ state, expiry, expires_at: end }: LongLivedToken): string {
  if (state !== 'active') return '';
  if (expiry === 'never') return 'never';
  if (end === null) return 'not known';
  return `in ${duration(end - Date.now() / 1000)}`;
}

function day(seconds: number | null): string {
  return seconds === null ? '' : new Date(seconds * 1000).toLocaleDateString('sv');
}

export function tellKinds({ token_kinds: kinds, applications, notes }: AccountCapabilities): void {
  if (kinds.length === 0) print('This server has no long-lived tokens that can be managed here.');
  for (const kind of kinds) {
    print(`${paint('bold', plainText(kind.kind))}  ${plainText(kind.label)}`);
    print(`  ${plainText(kind.description)}`);
    if (!kind.create) print('  Cannot be made here.');
    for (const field of kind.create?.fields ?? []) print(`  ${fieldLine(field)}`);
    print(`  ${kind.revocation.possible ? 'Revoking' : 'Cannot be revoked'}: ${plainText(kind.revocation.detail)}`);
  }
  if (applications)
    print(`${plainText(applications.label)}: \`tokenwell apps\`. ${plainText(applications.description)}`);
  for (const note of notes) printAside(plainText(note));
}

export function tellTargets(targets: ExportTarget[]): void {
  for (const { name, label, description, fields } of targets) {
    print(`${paint('bold', plainText(name))}  ${plainText(label)}`);
    print(`  ${plainText(description)}`);
    for (const field of fields) print(`  ${fieldLine(field)}`);
  }
}

function fieldLine({ name, label, required, default: usual, maximum, type, choices }: Field): string {
  const words = [
    required ? 'needed' : '',
    usual === null || usual === '' ? '' : `default: ${usual}`,
    type === 'choice' ? `one of: ${choices.map(({ value }) => value).join(', ')}` : '',
    type === 'duration' && maximum !== null ? `at most ${duration(maximum)}` : '',
  ].filter(Boolean);
  return `${plainText(name)}: ${plainText(label)}${words.length > 0 ? ` (${plainText(words.join('; '))})` : ''}`;
}

/** For sentences. */
export function tokenTitle({ kind_label: label, description }: Pick<LongLivedToken, 'kind_label' | 'description'>) {
  return plainText(description ? `${label} "${description}"` : label);
}

export function isOver({ revocation }: Pick<TokenRevocation, 'revocation'>): boolean {
  return revocation === 'revoked' || revocation === 'already_ended';
}

export function tellRevocation({ revocation, detail, may_live_until: until }: Outcome, name: string): void {
  const clean = isOver({ revocation });
  const words = clean ? 'Revoked' : 'Not revoked';
  print(`${clean ? paint('green', '✓') : paint('yellow', '!')} ${words}: ${plainText(name)}.`);
  print(`  ${plainText(detail)}`);
  if (!clean && until !== null) print(`  It may be alive until ${moment(until)}.`);
}

/** On standard error where a new value goes to standard output. */
export function tellTest({ works, as, expires_at: end, detail }: TokenTest, say: (line: string) => void): void {
  const mark = works === true ? '✓ It works' : works === false ? '✗ It does not work' : '? It could not be told';
  say(`${mark}${as === null ? '' : `, as ${plainText(as)}`}.`);
  say(`  ${plainText(detail)}`);
  if (end !== null) say(`  Good until ${moment(end)}.`);
}
