/** Schemathesis, a fuzzer driven by an OpenAPI document. It is put into a virtual environment under .cache/ when it is missing. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const version = '4.32.5';
const environment = join(import.meta.dirname, '..', '..', '.cache', `schemathesis-${version}`);

/** Resolves with the program's path. */
export async function installSchemathesis(): Promise<string> {
  const program = join(environment, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  rmSync(environment, { recursive: true, force: true });
  for (const [command, ...rest] of [
    ['python3', '-m', 'venv', environment],
    [join(environment, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`],
  ]) {
    const { status, output } = await run(command as string, rest);
    if (status === 0) continue;
    rmSync(environment, { recursive: true, force: true });
    throw new Error(`schemathesis cannot be installed (it needs python3-venv and PyPI):\n${output}`);
  }
  return program;
}

export async function run(command: string, parameters: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, output: `${output}${errors}` };
}
