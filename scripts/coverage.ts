/** `npm run test:coverage`: the everyday tests under c8, then what they leave out, by name. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Per cent of lines. */
const worthNaming = 80;

const { status } = spawnSync('c8', ['npm', 'run', '--silent', 'test:unit'], { cwd: root, stdio: 'inherit' });

interface Summary {
  lines: { pct: number };
}

const summary = JSON.parse(readFileSync(join(root, 'coverage/coverage-summary.json'), 'utf8')) as Record<
  string,
  Summary
>;
const little = Object.entries(summary)
  .filter(([file, { lines }]) => file !== 'total' && lines.pct < worthNaming && hasCode(file))
  .sort(([, a], [, b]) => a.lines.pct - b.lines.pct);

if (little.length > 0)
  console.log(`Less than ${worthNaming} % of the lines of these run here; other suites may run them:`);
for (const [file, { lines }] of little) console.log(`  ${`${lines.pct} %`.padStart(8)}  ${relative(root, file)}`);
process.exitCode = status ?? 1;

/** Files of types alone never run. */
function hasCode(file: string): boolean {
  return /^(export )?(async )?(function|class|const|let|for|await)\b/m.test(readFileSync(file, 'utf8'));
}
