/** All commands, put together. Only the one that is called is loaded, so that `tokenwell token` starts at once. */

import { Command } from 'commander';
import { version } from '../daemon/version.ts';
import { exitCodes } from './exit-codes.ts';
import { paintError } from './output/paint.ts';

interface CommandModule {
  define(program: Command): void;
}

/** In the order in which the help shows them. */
const commands: Record<string, () => Promise<CommandModule>> = {
  login: () => import('./commands/login.ts'),
  logout: () => import('./commands/logout.ts'),
  status: () => import('./commands/status.ts'),
  import: () => import('./commands/import.ts'),
  token: () => import('./commands/token.ts'),
  tokens: () => import('./commands/tokens.ts'),
  apps: () => import('./commands/apps.ts'),
  profile: () => import('./commands/profile.ts'),
  env: () => import('./commands/env.ts'),
  permissions: () => import('./commands/permissions.ts'),
  audit: () => import('./commands/audit.ts'),
  run: () => import('./commands/run.ts'),
  'git-credential': () => import('./commands/git-credential.ts'),
  'docker-credential': () => import('./commands/docker-credential.ts'),
  'kubectl-credential': () => import('./commands/kubectl-credential.ts'),
  store: () => import('./commands/store.ts'),
  doctor: () => import('./commands/doctor.ts'),
  'revoke-all': () => import('./commands/revoke-all.ts'),
  daemon: () => import('./commands/daemon.ts'),
  uninstall: () => import('./commands/uninstall.ts'),
  completion: () => import('./commands/completion.ts'),
};

/** `wanted` is the first argument; anything but the name of a command loads them all, for help and suggestions. */
export async function createProgram(wanted?: string): Promise<Command> {
  const program = new Command('tokenwell')
    .description('Sign in once; every script and notebook on this machine then always gets a fresh access token.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help; `tokenwell COMMAND --help` tells more')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('`--help` shows what there is.')
    .addHelpText('after', firstSteps);
  const names = wanted !== undefined && wanted in commands ? [wanted] : Object.keys(commands);
  for (const name of names) (await commands[name]?.())?.define(program);
  // What a command inherits it inherits when it is made, so all of them are told now what is the same for all.
  for (const command of [program, ...everyCommandBelow(program)]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(inOurWords(text)),
    });
  }
  return program;
}

function inOurWords(text: string): string {
  return text.replace(/^error:/, paintError('red', 'tokenwell:')).replace('command-argument value', 'the value');
}

export function everyCommandBelow(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommandBelow(child)]);
}

const firstSteps = `
First steps:
  $ tokenwell profile add lab --issuer https://auth.example.org --client-id my-cli
  $ tokenwell login lab
  $ tokenwell token lab --header | curl -H @- https://api.example.org/

Exit codes: ${Object.entries(exitCodes)
  .map(([code, { short }]) => `${code} ${short}`)
  .join(', ')}.`;
