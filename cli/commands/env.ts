/** `tokenwell env`: where the daemon is, or a token, as variables for a shell and the programs that it starts. */

import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { daemonVariables } from '../environment/daemon-variables.ts';
import type { LongLivedOptions } from '../environment/long-lived-values.ts';
import { presetVariables } from '../environment/preset-variables.ts';
import { type TokenOptions, takeLongLivedOptions, takeTokenOptions } from '../environment/token-options.ts';
import { CliFailure } from '../failure.ts';
import { print, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof shells)[number];

interface Options extends TokenOptions, LongLivedOptions {
  for?: string;
  as?: string;
  shell?: Shell;
  json?: boolean;
}

export function define(program: Command): void {
  const command = program
    .command('env')
    .summary('print variables by which programs find the daemon, or a token')
    .description(
      'Prints TOKENWELL_SOCKET, TOKENWELL_URL and TOKENWELL_KEY_FILE; with `--for` a token under the names that a tool reads. Starts the daemon if need be.',
    )
    .option('--for <profile>', 'print a token of this profile instead; it ends as any other: `tokenwell run` asks anew')
    .option('--as <preset>', 'the names for it; default: the first that the profile has. A wrong one lists them');
  takeLongLivedOptions(takeTokenOptions(command))
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
  $ curl --unix-socket "$TOKENWELL_SOCKET" http://tokenwell/v1/token/lab
A token, for a tool that reads BEARER_TOKEN:
  $ eval "$(tokenwell env --for lab --as bearer)"
What lives long is put there only after a yes, and is made for it alone, or Tokenwell's own and then no longer Tokenwell's:
  $ eval "$(tokenwell env --for tapis --as token-refresh)"
  $ tokenwell env --for tapis --as token-refresh --transfer`,
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const variables = await variablesFor(options);
  if (options.json) return printJson(variables);
  const shell = options.shell ?? ownShell(process.env, process.platform);
  for (const [name, value] of Object.entries(variables)) print(assignment(shell, name, value));
}

async function variablesFor({ for: profile, as, ...options }: Options): Promise<Record<string, string>> {
  if (
    profile === undefined &&
    [as, options.account, options.scope, options.resource, options.minTtl].some((given) => given !== undefined)
  ) {
    throw new CliFailure('Of which profile?', { exitCode: 2, advice: 'Add `--for PROFILE`.' });
  }
  const daemon = await reachDaemon();
  if (profile !== undefined) return presetVariables(daemon, profile, { as, ...options });
  if (daemon.address.discovery) return daemonVariables(daemon);
  throw new CliFailure('TOKENWELL_SOCKET names a daemon of which nothing else is known here.', {
    advice: 'Unset TOKENWELL_SOCKET and try again.',
  });
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
