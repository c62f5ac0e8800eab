/** Checks of what lies on this computer: directories, files, space, the way to the command. No daemon is needed. */

import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Paths } from '../../daemon/paths.ts';
import { look, modeOf, openToOthers, writableByOthers } from './file-access.ts';
import { type LocalFinding, Notes } from './finding.ts';

const megabyte = 1024 * 1024;

export async function examineComputer(paths: Paths): Promise<LocalFinding[]> {
  const notes = new Notes('This computer');
  examineRuntimeDirectory(notes, paths);
  examineState(notes, paths);
  examineConfiguration(notes, paths);
  examineSpace(notes, paths);
  examinePath(notes);
  await examinePython(notes);
  return notes.findings;
}

function examineRuntimeDirectory(notes: Notes, { runtime }: Paths): void {
  const check = 'runtime directory';
  const stats = look(runtime);
  if (!stats) return notes.ok(check, `${runtime} is not there yet; the daemon makes it when it starts.`);
  const fault = stats.isSymbolicLink()
    ? 'is a symbolic link'
    : stats.isDirectory()
      ? openToOthers(stats)
      : 'is no directory';
  if (!fault) return notes.ok(check, `${runtime} is yours alone (mode ${modeOf(stats)}).`);
  notes.fail(
    check,
    `${runtime} ${fault}.`,
    `Remove it and start the daemon again: \`rm -r '${runtime}'; tokenwell daemon restart\`.`,
  );
}

/** All that the state holds: the database, keys, the log. */
function examineState(notes: Notes, { state, database, keys, logs }: Paths): void {
  const check = 'state files';
  const stats = look(state);
  if (!stats) return notes.ok(check, `${state} is not there yet; the daemon makes it when it starts.`);
  const inKeys = look(keys)?.isDirectory() ? readdirSync(keys).map((name) => join(keys, name)) : [];
  const secret = [state, database, `${database}.last-good`, join(state, 'data.key'), keys, ...inKeys, logs];
  const open = secret.flatMap((path) => {
    const found = look(path);
    const fault = found && openToOthers(found);
    return fault ? [{ path, fault, mode: found.isDirectory() ? 700 : 600 }] : [];
  });
  for (const { path, fault, mode } of open)
    notes.fail('state files', `${path} ${fault}.`, `Close it to others: \`chmod ${mode} '${path}'\`.`);
  if (open.length === 0) notes.ok(check, `${state}: all that is secret there is yours alone.`);
}

/** Whoever can write the configuration decides where people sign in. */
function examineConfiguration(notes: Notes, { configFile, systemConfigFile }: Paths): void {
  for (const path of [configFile, systemConfigFile]) {
    const stats = look(path);
    const fault = stats && writableByOthers(stats);
    if (fault) notes.fail('configuration', `${path} ${fault}.`, `Close it to others: \`chmod go-w '${path}'\`.`);
  }
}

function examineSpace(notes: Notes, { state }: Paths): void {
  const { bavail, bsize } = statfsSync(nearestFolder(state));
  const free = (bavail * bsize) / megabyte;
  const detail = `${free >= 1024 ? `${Math.floor(free / 1024)} GB` : `${Math.floor(free)} MB`} free for the state.`;
  const advice = 'Make room: a new refresh token that cannot be written down is lost when the daemon ends.';
  if (free < 5) notes.fail('disk space', detail, advice);
  else if (free < 50) notes.warn('disk space', detail, advice);
  else notes.ok('disk space', detail);
}

function nearestFolder(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : nearestFolder(dirname(path));
}

function examinePath(notes: Notes): void {
  const names = process.platform === 'win32' ? ['tokenwell.cmd', 'tokenwell.exe'] : ['tokenwell'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
  if (found) return notes.ok('PATH', `\`tokenwell\` is ${found}.`);
  const advice = 'Only scripts that call `tokenwell` by name need it there; put a wrapper into a folder of your PATH.';
  notes.warn('PATH', 'No `tokenwell` is on this shell’s PATH (an alias is not seen by scripts).', advice);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Best effort: the interpreter of a notebook may be another one. */
async function examinePython(notes: Notes): Promise<void> {
  const program = process.platform === 'win32' ? 'python' : 'python3';
  try {
    const code = 'import tokenwell, sys; print(tokenwell.__file__, sys.executable, sep="\\n")';
    const { stdout } = await promisify(execFile)(program, ['-c', code], { timeout: 10_000 });
    const [file, interpreter] = stdout.split('\n');
    notes.ok('Python', `${interpreter} has the package tokenwell (${file}).`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? `There is no ${program} on the PATH`
        : `The ${program} of this shell has no package tokenwell`;
    notes.ok('Python', `${why}; only Python scripts need it (docs/python.md says how to install it).`);
  }
}
