/**
 * Holds the direction in which the parts of the project may know each other (`npm run check`).
 *
 * The first rule whose `files` begins a file's path applies to it; each relative import must begin with one of its `may`.
 */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Rule {
  files: string;
  /** Paths, or beginnings of paths, that these files may import besides their own folder. */
  may: string[];
  why: string;
}

/** What everybody inside the daemon may use: the words of the project, and what has no state. */
const vocabulary = [
  ...[
    'daemon/api.ts',
    'daemon/caller.ts',
    'daemon/client-words.ts',
    'daemon/clock.ts',
    'daemon/errors.ts',
    'daemon/events.ts',
    'daemon/grant.ts',
    'daemon/log.ts',
  ],
  ...['daemon/address.ts', 'daemon/outgoing-settings.ts'],
  ...[
    'daemon/paths.ts',
    'daemon/profile.ts',
    'daemon/redaction.ts',
    'daemon/services.ts',
    'daemon/token-service.ts',
    'daemon/version.ts',
  ],
];
/** What programs outside the daemon may know of it. */
const contract = [
  ...['daemon/api.ts', 'daemon/client-words.ts', 'daemon/errors.ts', 'daemon/paths.ts'],
  ...['daemon/redaction.ts', 'daemon/version.ts'],
];
const outside = 'programs outside the daemon know its contract, never its inside';

const rules: Rule[] = [
  { files: 'daemon/api', may: [], why: 'the wire contract knows nothing of those who keep it' },
  { files: 'daemon/store/', may: vocabulary, why: 'a store knows no account, provider or server' },
  { files: 'daemon/providers/', may: vocabulary, why: 'a provider knows no cache, store or server' },
  { files: 'daemon/configuration/', may: vocabulary, why: 'configuration knows nobody who uses it' },
  {
    files: 'daemon/accounts/',
    may: [...vocabulary, 'daemon/providers/', 'daemon/store/grant-store.ts', 'daemon/store/account-store.ts'],
    why: 'the engine knows no HTTP, and of the store only what it keeps',
  },
  {
    files: 'daemon/sign-in/',
    may: [...vocabulary, 'daemon/providers/'],
    why: 'a sign-in is handed over when it is done',
  },
  {
    files: 'daemon/exports/',
    may: [...vocabulary, 'daemon/providers/management.ts', 'daemon/providers/field-values.ts'],
    why: 'an export is handed a value, and knows nobody whose it is',
  },
  {
    files: 'daemon/management/',
    may: [
      ...[...vocabulary, 'daemon/providers/', 'daemon/exports/exports.ts'],
      ...['daemon/store/token-record-store.ts', 'daemon/store/account-store.ts'],
    ],
    why: 'what is managed is known by the accounts that it is handed, and of the store only its records',
  },
  {
    files: 'daemon/imports/',
    may: [...vocabulary, 'daemon/providers/', 'daemon/store/account-store.ts'],
    why: 'what is imported is handed to accounts, as a sign-in is',
  },
  {
    files: 'daemon/audit/',
    may: [...vocabulary, 'daemon/store/audit-store.ts'],
    why: 'the audit log hears what happened, and knows nobody who does it',
  },
  {
    files: 'daemon/permissions/',
    may: [...vocabulary, 'daemon/store/permission-store.ts'],
    why: 'permissions know no HTTP, and of accounts only their names',
  },
  {
    files: 'daemon/diagnoses/',
    may: [...vocabulary, 'daemon/providers/'],
    why: 'a diagnosis asks servers as a sign-in would, and changes nothing',
  },
  {
    files: 'daemon/token-files/',
    may: vocabulary,
    why: 'a file is one more caller, and knows nobody behind the services',
  },
  { files: 'daemon/server/', may: vocabulary, why: 'the server knows services, and nobody behind them' },
  {
    files: 'daemon/lifecycle/',
    may: [...vocabulary, 'daemon/configuration/settings.ts'],
    why: 'starting and ending is no business of accounts',
  },
  { files: 'clients/', may: contract, why: outside },
  { files: 'cli/', may: [...contract, 'clients/node/'], why: outside },
  { files: 'extension/', may: [...contract, 'clients/node/'], why: outside },
];

/** Sentences about imports that go the wrong way. */
export function wrongWays(root: string): string[] {
  const files = globSync('{daemon,cli,clients,extension}/**/*.ts', { cwd: root });
  return files.flatMap((file) => wrongImports(root, file));
}

function wrongImports(root: string, file: string): string[] {
  const rule = rules.find((each) => file.startsWith(each.files));
  if (!rule) return [];
  const own = rule.files;
  return importsOf(readFileSync(join(root, file), 'utf8'))
    .map((target) => join(dirname(file), target))
    .filter((target) => ![own, ...rule.may].some((allowed) => target.startsWith(allowed)))
    .map((target) => `${file} imports ${target}, but ${rule.why}.`);
}

/** Relative paths of all imports, static, dynamic and of types alone. */
function importsOf(source: string): string[] {
  const found = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  return [...found].map(([, target]) => target as string);
}

if (import.meta.main) {
  const wrong = wrongWays(join(import.meta.dirname, '..'));
  for (const sentence of wrong) console.error(sentence);
  if (wrong.length > 0) process.exitCode = 1;
}
