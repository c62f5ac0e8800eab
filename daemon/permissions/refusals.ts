/** Why a caller gets no token, and what its person can do, in words. */

import { TokenwellError } from '../errors.ts';

interface Asked {
  workspace: { folder: string; name: string } | null;
  account: { name: string; profile: string };
}

export function untrusted({ workspace }: Asked): TokenwellError {
  return new TokenwellError(
    'permission_denied',
    `The folder ${workspace?.folder} is not trusted in VS Code, so it gets no tokens. Trust it there (\`Workspaces: Manage Workspace Trust\`) if you know who wrote it.`,
  );
}

export function denied(asked: Asked): TokenwellError {
  return new TokenwellError(
    'permission_denied',
    `${subject(asked)} may not have tokens of ${accountOf(asked)}: you said no. Change it with \`${command(asked)}\`, or in VS Code with "Tokenwell: Permissions".`,
  );
}

export function required(asked: Asked): TokenwellError {
  return new TokenwellError(
    'permission_required',
    `${subject(asked)} needs your permission to have tokens of ${accountOf(asked)}. Answer in its VS Code window, or run \`${command(asked)}\`.`,
    { retryAfter: 5 },
  );
}

/** For whoever asks within a minute of "Not Now": no window puts the question again so soon. */
export function putOff(asked: Asked): TokenwellError {
  return new TokenwellError(
    'permission_required',
    `${subject(asked)} needs your permission to have tokens of ${accountOf(asked)}. You put that off a moment ago: try again in a minute and VS Code asks again, or run \`${command(asked)}\`.`,
    { retryAfter: 60 },
  );
}

function subject({ workspace }: Asked): string {
  return workspace ? `The workspace ${workspace.name} (${workspace.folder})` : 'A program outside any workspace';
}

function accountOf({ account }: Asked): string {
  return `${account.name} · ${account.profile}`;
}

function command({ workspace, account }: Asked): string {
  const where = workspace ? `--workspace ${quote(workspace.folder)}` : '--outside';
  return `tokenwell permissions allow ${account.profile} --account ${quote(account.name)} ${where}`;
}

/** For a shell of Unix; plain where nothing needs quotes. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
