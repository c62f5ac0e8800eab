/**
 * `npm test`: everything. Installs what the tests need, or says which command would; then runs the checks and all suites,
 * and closes with a line `N passed, N failed`.
 *
 *     npm test                      all
 *     npm test -- hostile faults     only these
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installTestTools } from './install-test-tools.ts';

const root = join(import.meta.dirname, '..');

/** In this order; each is an npm script. The everyday tests run with their coverage here. */
const suites = [
  ...['check', 'test:coverage', 'test:hostile', 'test:faults', 'test:keyring', 'test:keycloak', 'test:clients'],
  ...['test:backends', 'package', 'test:demo', 'test:extension', 'test:e2e'],
];

/** Milliseconds. A suite that hangs is ended with all its processes, and has failed. */
const longestSuite = 30 * 60_000;

interface Result {
  suite: string;
  passed: number;
  failed: number;
  /** Seconds. */
  took: number;
  /** What mocha says of the tests that failed; empty when nothing did. */
  report: string;
}

/** Lines of a suite's report that are said again at the end. */
const longestReport = 60;

const wanted = process.argv.slice(2);
const chosen = suites.filter((suite) => wanted.length === 0 || wanted.includes(suite.replace('test:', '')));

// What cannot be installed is said here, and the suites that need it fail: a test that is skipped in silence proves nothing.
for (const sentence of installTestTools(console.log)) console.error(sentence);

const results: Result[] = [];
for (const suite of chosen) {
  if (process.exitCode === 130) break;
  results.push(await run(suite));
}

// Said again here, as the end is what one sees of a long output.
for (const { suite, report } of results) {
  if (report !== '') console.log(`\n== ${suite} again, what failed\n${report}`);
}
console.log('');
for (const { suite, passed, failed, took } of results) {
  console.log(
    `${failed === 0 ? 'ok    ' : 'FAILED'} ${suite.padEnd(14)} ${passed} passed, ${failed} failed, ${took} s`,
  );
}
const total = (part: 'passed' | 'failed') => results.reduce((sum, result) => sum + result[part], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
if (total('failed') > 0 || results.length === 0) process.exitCode = 1;

/** A suite that ends badly without having counted a failure counts as one. */
async function run(suite: string): Promise<Result> {
  console.log(`\n== ${suite}`);
  const start = Date.now();
  const { code, output } = await stream('npm', ['run', '--silent', suite]);
  const passed = count(output, /(\d+) passing\b/g);
  const failed = count(output, /(\d+) failing\b/g);
  const took = Math.round((Date.now() - start) / 1000);
  if (code !== 0) return { suite, passed, failed: Math.max(1, failed), took, report: reportOf(output) };
  // The checks, the packages and the demo count for one each.
  return { suite, passed: Math.max(1, passed), failed, took, report: '' };
}

/** From where mocha begins to tell of failures; of another program, its last lines. */
function reportOf(output: string): string {
  const lines = output.trimEnd().split('\n');
  const start = lines.findIndex((line) => /^\s*\d+ failing\b/.test(line));
  if (start === -1) return lines.slice(-longestReport).join('\n');
  return lines.slice(start, start + longestReport).join('\n');
}

function count(output: string, pattern: RegExp): number {
  return [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}

function stream(command: string, parameters: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that its end is the end of all that it started.
    const child = spawn(command, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    const limit = setTimeout(() => {
      console.error(`${parameters.at(-1)} did not end within ${longestSuite / 60_000} minutes and is stopped.`);
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, longestSuite);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk;
    });
    // Ctrl-C reaches this process alone.
    const interrupt = () => {
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      process.exitCode = 130;
    };
    process.once('SIGINT', interrupt);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt);
      resolve({ code, output });
    });
  });
}
