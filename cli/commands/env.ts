/** `tokenwell env`: where the daemon is, as variables for a shell and the programs that it starts. */

import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { CliFailure } from '../failure.ts';
import { print, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof shells)[number];

export function define(program: Command): void {
  program
    .command('env')
    .summary('print the variables by which programs find the daemon')
    .description('Prints TOKENWELL_SOCKET, TOKENWELL_URL and TOKENWELL_KEY_FILE. Starts the daemon if need be.')
    .addOption(new Option('--shell <shell>', 'whose language; default: yours').choices(shells))
    .option('--json', 'as an object')
    .addHelpText(
      'after',
      `
Examples:
  $ eval "$(tokenwell env)"
  $ tokenwell env --shell fish | source
  > tokenwell env --shell powershell | Invoke-Expression
Then, from any program:
  $ curl --unix-socket "$TOKENWELL_SOCKET" http://tokenwell/v1/token/lab`,
    )
    .action(run);
}

async function run(options: { shell?: Shell; json?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { socket, discovery } = daemon.address;
  if (!discovery) {
    throw new CliFailure('TOKENWELL_SOCKET names a daemon of which nothing else is known here.', {
      advice: 'Unset TOKENWELL_SOCKET and try again.',
    });
  }
  // In a terminal of a workspace callers over TCP belong to it as well.
  const workspace = process.env.TOKENWELL_WORKSPACE;
  const keyFile = workspace ? (await daemon.clientKey(workspace)).key_file : discovery.key_file;
  const variables = {
    TOKENWELL_SOCKET: socket,
    // TCP can be turned off in the settings.
    ...(discovery.url !== null && { TOKENWELL_URL: discovery.url, TOKENWELL_KEY_FILE: keyFile }),
  };
  if (options.json) return printJson(variables);
  const shell = options.shell ?? ownShell(process.env, process.platform);
  for (const [name, value] of Object.entries(variables)) print(assignment(shell, name, value));
}

function ownShell(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Shell {
  const name = basename(environment.SHELL ?? '');
  return shells.find((shell) => shell === name) ?? (platform === 'win32' ? 'powershell' : 'bash');
}

/** Paths may hold spaces and quotes; each shell quotes in its own way. */
export function assignment(shell: Shell, name: string, value: string): string {
  if (shell === 'fish') return `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (shell === 'powershell') return `$Env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
  return `export ${name}='${value.replaceAll("'", "'\\''")}'`;
}
