/** What a program of ours says of itself to the daemon, for permissions and the audit log: `Tokenwell-Client`. */

export interface Self {
  /** What it is called, e.g. `tokenwell-cli`. */
  client: string;
  /** Folder of the workspace that it works for; null: none. Default: what its terminal says, TOKENWELL_WORKSPACE. */
  workspace?: string | null | undefined;
  /** Names a window of VS Code, which has no directory of its own. */
  window?: string | undefined;
}

/** Only what a header can carry; folders are percent-encoded. */
export function whoWeAre({ client, workspace = process.env.TOKENWELL_WORKSPACE, window }: Self): string {
  const words = [client, `pid=${process.pid}`];
  if (window === undefined) words.push(...word('cwd', currentFolder()));
  else words.push(`window=${window}`);
  return [...words, ...word('workspace', workspace)].join(' ');
}

function word(name: string, folder: string | null | undefined): string[] {
  return folder ? [`${name}=${encodeURI(folder.toWellFormed())}`] : [];
}

/** The folder may have been deleted under us. */
function currentFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
