/** The folder that a decision about permissions is meant for. */

import { isAbsolute, relative, resolve } from 'node:path';
import type { KnownWorkspace } from '../daemon/api.ts';

/** The one that was named, or the workspace of this terminal, or the nearest one around this folder, or this folder. */
export function place(named: string | undefined, workspaces: KnownWorkspace[]): string {
  if (named !== undefined) return resolve(named);
  const here = process.env.TOKENWELL_WORKSPACE || process.cwd();
  const around = workspaces.map(({ folder }) => folder).filter((folder) => contains(folder, here));
  const [nearest] = around.sort((a, b) => b.length - a.length);
  return nearest ?? here;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith('../') || way.startsWith('..\\') || isAbsolute(way));
}
