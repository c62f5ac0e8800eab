/** What stays after an uninstall, and the command that removes it. */

import { existsSync, readdirSync } from 'node:fs';
import type { Done, Plan } from './uninstall.ts';

export interface LeftOver {
  /** A path, or words. */
  what: string;
  /** null: nothing needs to be done. */
  command: string | null;
}

export function leftOver({ paths, belongings, service, signOut, configuration }: Plan, { key }: Done): LeftOver[] {
  const left: LeftOver[] = [];
  if (key && !key.removed) left.push({ what: key.detail, command: null });
  if (!configuration && existsSync(paths.configFile)) left.push(withCommand(paths.configFile));
  if (!signOut && existsSync(paths.database))
    left.push({ what: `${paths.state}: the sign-ins, as you wished`, command: 'tokenwell uninstall' });
  for (const { folder } of belongings) {
    const isTold = folder === paths.config || (!signOut && folder === paths.state);
    if (!isTold && !isEmpty(folder)) left.push({ what: `${folder}: files that are not Tokenwell's`, command: null });
  }
  if (service && !service.ours) {
    left.push({ what: `${service.file}: the service of another TOKENWELL_HOME`, command: null });
  }
  if (existsSync(paths.systemConfigFile)) {
    left.push({ what: `${paths.systemConfigFile}: the profiles of your organisation`, command: null });
  }
  return [...left, ...programs];
}

/** This command cannot remove what it runs from, and does not know how it came here. */
const programs: LeftOver[] = [
  { what: 'the VS Code extension', command: 'code --uninstall-extension tokenwell.tokenwell' },
  { what: 'the npm package', command: 'npm uninstall --global tokenwell' },
  { what: 'the Python package', command: 'pip uninstall tokenwell' },
];

function withCommand(path: string): LeftOver {
  const isPlain = /^[\w./-]+$/.test(path);
  return { what: `${path}: your profiles and settings`, command: `rm ${isPlain ? path : quote(path)}` };
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}
