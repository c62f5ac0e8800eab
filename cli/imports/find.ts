/** What a person has that could be imported: from the file or source that they name, standard input, or the usual places. */

import { homedir } from 'node:os';
import type { Connection } from '../../clients/node/connection.ts';
import { type FoundMaterial, lookAround, readMaterial } from '../../clients/node/import-materials.ts';
import type { ImportOffer, ImportSource } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';

export interface FindOptions {
  from?: string;
}

export interface Found {
  offers: ImportOffer[];
  materials: FoundMaterial[];
  sources: ImportSource[];
}

export async function findOffers(daemon: Connection, file: string | undefined, { from }: FindOptions): Promise<Found> {
  const { sources: all } = await daemon.importSources();
  const sources = all.filter(({ name, system }) => from === undefined || from === name || from === system);
  if (sources.length === 0) throw noSuchSource(from ?? '', all);
  const materials = file === undefined ? lookAround(sources, around()) : [await materialOf(file, from)];
  const { offers } = await daemon.searchImports({ materials: materials.map(({ material }) => material) });
  return { offers, materials, sources };
}

function around() {
  return { folder: process.cwd(), home: homedir(), environment: process.env };
}

async function materialOf(file: string, from: string | undefined): Promise<FoundMaterial> {
  const source = from === undefined ? {} : { source: from };
  if (file === '-') {
    const text = process.stdin.isTTY
      ? await promptHidden('Refresh or offline token', 'Pipe it in.')
      : await readStandardInput();
    if (text === '') throw new CliFailure('Nothing came on standard input.', { exitCode: 2 });
    return { material: { place: 'standard input', text, ...source }, file: null };
  }
  try {
    const found = readMaterial(file);
    return { ...found, material: { ...found.material, ...source } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const words =
      code === 'ENOENT' ? `There is no file ${file}.` : code === 'EACCES' ? `You may not read ${file}.` : message;
    throw new CliFailure(words, { exitCode: 2 });
  }
}

function noSuchSource(from: string, sources: ImportSource[]): CliFailure {
  const names = [...new Set(sources.flatMap(({ name, system }) => [system, name]))].join(', ');
  return new CliFailure(`Nothing is known of "${from}".`, { exitCode: 2, advice: `There are: ${names}.` });
}
