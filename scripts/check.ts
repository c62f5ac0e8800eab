/** `npm run check`: types, lint, dead code, directions of imports, generated documents. Runs all and then tells what failed. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const checks: { name: string; command: string; parameters: string[]; help: string }[] = [
  { name: 'types', command: 'tsc', parameters: ['--project', '.'], help: 'mend the types named above' },
  {
    name: 'types of the panel',
    command: 'tsc',
    parameters: ['--project', 'tsconfig.view.json'],
    help: 'mend the types named above',
  },
  {
    name: 'lint',
    command: 'biome',
    parameters: ['check', '--error-on-warnings', '.'],
    help: 'npx biome check --write .',
  },
  { name: 'dead code', command: 'knip', parameters: [], help: 'remove it, or use it' },
  { name: 'architecture', command: 'node', parameters: ['scripts/architecture.ts'], help: 'see CONTRIBUTING.md' },
  { name: 'words', command: 'node', parameters: ['scripts/words.ts'], help: 'node scripts/words.ts --write' },
  {
    name: 'lock file',
    command: 'node',
    parameters: ['scripts/lock-file.ts'],
    help: 'node scripts/lock-file.ts --write',
  },
  {
    name: 'documents',
    command: 'node',
    parameters: ['scripts/generate-docs.ts', '--check'],
    help: 'node scripts/generate-docs.ts',
  },
];

const failed = checks.filter(({ name, command, parameters }) => {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return status !== 0;
});
for (const { name, help } of failed) console.error(`${name}: ${help}`);
if (failed.length > 0) process.exitCode = 1;
