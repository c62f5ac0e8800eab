/** After an import the place still holds the secret: says so, and offers to delete the file. Never deletes by itself. */

import { deleteUnchanged, type FoundFile, type FoundMaterial } from '../../clients/node/import-materials.ts';
import type { ImportOffer } from '../../daemon/api.ts';
import { saysYes } from '../input/confirm.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside } from '../output/print.ts';

export interface LeftoverOptions {
  delete?: boolean;
  json?: boolean;
}

/** Resolves with the files that were deleted. `taken` are ids; `offers` all that was found. */
export async function dealWithLeftovers(
  { offers, materials }: { offers: readonly ImportOffer[]; materials: readonly FoundMaterial[] },
  taken: ReadonlySet<string>,
  options: LeftoverOptions,
): Promise<string[]> {
  const deleted: string[] = [];
  for (const { material, file } of materials) {
    const here = offers.filter(({ places }) => places.includes(material.place));
    if (!here.some(({ id }) => taken.has(id))) continue;
    if (!file) tellOfPlace(material.place, material.variables);
    else if (
      await deleteFile(
        file,
        here.filter(({ id }) => !taken.has(id)),
        options,
      )
    )
      deleted.push(file.path);
  }
  return deleted;
}

function tellOfPlace(place: string, variables: object | undefined): void {
  if (!variables) return;
  const names = Object.keys(variables).join(' ');
  warn(
    `${place} still has it, and every program started there gets it: \`unset ${names}\`, and take it out of the file that sets it.`,
  );
}

async function deleteFile(file: FoundFile, others: ImportOffer[], options: LeftoverOptions): Promise<boolean> {
  const path = plainText(file.path);
  const rest = others.filter(({ problem }) => problem === null);
  warn(`${path} still holds it${file.exposure ? `, and ${file.exposure}` : ''}.`);
  if (rest.length > 0) {
    printAside(
      `  It holds ${rest.length} more that ${rest.length === 1 ? 'was' : 'were'} not taken, so it is left as it is.`,
    );
    return false;
  }
  if (!options.delete && (options.json || !process.stdin.isTTY)) {
    printAside(`  Delete it: rm ${shellWord(file.path)}`);
    return false;
  }
  if (!options.delete && !(await saysYes(`Delete ${path}?`))) return false;
  try {
    if (deleteUnchanged(file)) {
      if (!options.json) print(`${paint('green', '✓')} Deleted ${path}.`);
      return true;
    }
    warn(`${path} was changed meanwhile by another program, and was not deleted.`);
  } catch (error) {
    warn(`${path} could not be deleted: ${(error as Error).message}`);
  }
  return false;
}

function warn(words: string): void {
  printAside(`${paintError('yellow', '!')} ${words}`);
}

function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
