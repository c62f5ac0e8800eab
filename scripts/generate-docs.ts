/**
 * Writes the documents that are generated from the sources: `node scripts/generate-docs.ts`, one module under
 * scripts/docs/ for each. With `--check` it writes nothing and fails where one is not current.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a module under scripts/docs/ exports. */
interface DocumentModule {
  /** File name under docs/. */
  name: string;
  generate(): string | Promise<string>;
}

const generators = join(import.meta.dirname, 'docs');
const documents = join(import.meta.dirname, '..', 'docs');
const onlyCheck = process.argv.includes('--check');

const outdated: string[] = [];
for (const file of readdirSync(generators).sort()) {
  if (!file.endsWith('.ts')) continue;
  const module: DocumentModule = await import(join(generators, file));
  const path = join(documents, module.name);
  const text = await module.generate();
  if (read(path) === text) continue;
  outdated.push(`docs/${module.name}`);
  if (!onlyCheck) writeFileSync(path, text);
}

if (outdated.length === 0) console.log('The generated documents are current.');
else if (!onlyCheck) console.log(`Wrote ${outdated.join(', ')}.`);
else {
  console.error(`Not current: ${outdated.join(', ')}. Run \`node scripts/generate-docs.ts\` and commit the result.`);
  process.exitCode = 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
