/** `tokenwell import`: takes over what other tools have left on this machine. */

import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { FoundMaterial } from '../../clients/node/import-materials.ts';
import type { ImportOffer, ImportResult } from '../../daemon/api.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { CliFailure } from '../failure.ts';
import { choose } from '../imports/choose.ts';
import { type Found, findOffers } from '../imports/find.ts';
import { dealWithLeftovers } from '../imports/leftover.ts';
import { profileName } from '../option-values.ts';
import { tellOffers, tellWarnings, titleOf } from '../output/imports.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';
import { hintAtStore } from '../store-hint.ts';

interface Options {
  from?: string;
  profile?: string;
  yes?: boolean;
  delete?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

type Failure = { id: string; code: string; detail: string };

export function define(program: Command): void {
  program
    .command('import')
    .summary('take over tokens that other tools have left here')
    .description(
      'Finds tokens that other tools keep in files and variables, tries each that you choose at its server, and keeps it in the secret store. Without FILE it looks in the usual places; `-` reads a token from standard input, or asks for it unseen.',
    )
    .argument('[file]', 'a file that holds one, or `-`')
    .option('--from <name>', 'only what this system or tool has left; a wrong one lists them')
    .option('--profile <name>', 'serve it under this profile; made where there is none', profileName)
    .option('--yes', 'do not ask: take all that can be taken')
    .option('--delete', 'delete the file afterwards without asking')
    .option('--dry-run', 'only list them; no server is asked')
    .option('--json', 'for programs; values are nowhere in it')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell import --dry-run
  $ tokenwell import
  $ tokenwell import ./.tokens.json --profile provena
  $ pass show lab/offline-token | tokenwell import - --yes
A token that works once only is used up by this: the copy in the file is of no use afterwards.`,
    )
    .action(run);
}

async function run(file: string | undefined, options: Options): Promise<void> {
  const daemon = await reachDaemon();
  const found = await findOffers(daemon, file, options);
  const { offers } = found;
  try {
    await takeChosen(daemon, found, file, options);
  } finally {
    // What was not taken is not to wait in memory.
    await Promise.all(offers.map(({ id }) => daemon.forgetImport(id).catch(() => {})));
  }
}

async function takeChosen(daemon: Connection, found: Found, file: string | undefined, options: Options): Promise<void> {
  const usable = found.offers.filter(({ problem }) => problem === null);
  const numbers = new Map(usable.map(({ id }, index) => [id, index + 1]));
  if (!options.json) show(found, numbers, file);
  if (options.dryRun || usable.length === 0) {
    if (options.json) printJson({ offers: found.offers, imported: [], failed: [], deleted: [] });
    if (file !== undefined && usable.length === 0) process.exitCode = 1;
    return;
  }
  requireOneForProfile(usable, options);
  if (!options.json) for (const offer of usable) tellWarnings(offer);
  // A program that asks for JSON has seen nothing that it could choose from.
  const chosen = await choose(usable, numbers, options);
  if (chosen.length === 0) throw new CliFailure('Nothing was imported.');
  await hintAtStore(daemon);
  const { imported, failed } = await takeEach(daemon, chosen, options);
  const taken = new Set(imported.map(({ id }) => id));
  const deleted = await dealWithLeftovers(found, taken, options);
  if (options.json) printJson({ offers: found.offers, imported, failed, deleted });
}

async function takeEach(daemon: Connection, chosen: ImportOffer[], { profile, json }: Options) {
  const imported: (ImportResult & { id: string })[] = [];
  const failed: Failure[] = [];
  for (const offer of chosen) {
    try {
      const result = await daemon.takeImport(offer.id, profile === undefined ? {} : { profile });
      imported.push({ id: offer.id, ...result });
      if (!json) tellResult(result);
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      failed.push({ id: offer.id, code: error.code, detail: error.message });
      process.exitCode = exitCodeOf(error.code);
      printAside(`${paintError('red', '✗')} ${titleOf(offer)}: ${plainText(error.message)}`);
    }
  }
  return { imported, failed };
}

function show(
  { offers, materials, sources }: Found,
  numbers: ReadonlyMap<string, number>,
  file: string | undefined,
): void {
  tellOffers(offers, numbers);
  const withSecrets = new Set(offers.flatMap(({ places }) => places));
  for (const { material, file: found } of materials) {
    if (!found?.exposure || !withSecrets.has(material.place)) continue;
    printAside(`${paintError('yellow', '!')} ${plainText(found.path)}: ${found.exposure}.`);
  }
  if (file === undefined) tellUseless(materials, withSecrets);
  if (offers.length > 0) return;
  if (file !== undefined) {
    throw new CliFailure(`There is nothing in ${file === '-' ? 'standard input' : file} that can be imported.`, {
      advice: `What is known: ${sources.map(({ label }) => label).join('; ')}.`,
    });
  }
  print('Nothing was found that can be imported. These places were looked at:');
  for (const { label, places, variables } of sources) {
    const where = [...places, ...variables].join(', ');
    if (where) print(`  ${label}: ${where}`);
  }
}

/** Or a person who sees the file there would wonder whether it was looked at. */
function tellUseless(materials: FoundMaterial[], withSecrets: ReadonlySet<string>): void {
  const useless = new Set(materials.map(({ material }) => material.place).filter((place) => !withSecrets.has(place)));
  for (const place of useless) {
    printAside(`${paintError('yellow', '!')} ${plainText(place)}: there is nothing in it that can be imported.`);
  }
}

function requireOneForProfile(usable: ImportOffer[], { profile }: Options): void {
  const unnamed = usable.some((offer) => offer.profile === null);
  if (profile === undefined && unnamed) {
    throw new CliFailure('The token does not say where it belongs.', {
      exitCode: 2,
      advice: 'Name a profile of its server with `--profile`; `tokenwell profile list` shows yours.',
    });
  }
  if (profile !== undefined && usable.length > 1) {
    const advice = 'Name the file, or leave `--profile` out: each then gets a profile of its own.';
    throw new CliFailure(`${usable.length} were found, and only one can be served as "${profile}".`, {
      exitCode: 2,
      advice,
    });
  }
}

function tellResult({ account, profile, profile_created: created, detail }: ImportResult): void {
  const made = created ? ', a new profile' : '';
  print(
    `${paint('green', '✓')} Imported: ${paint('bold', plainText(account.name))} on ${profile}${made}. The server takes it.`,
  );
  print(`  ${plainText(detail)}`);
  print(`  Get a token with: tokenwell token ${profile}`);
}
