/** `tokenwell run`: a command with a token, or only with the way to the daemon, in its environment. */

import { type Command, Option } from 'commander';
import { daemonVariables } from '../environment/daemon-variables.ts';
import type { LongLivedOptions } from '../environment/long-lived-values.ts';
import { presetVariables } from '../environment/preset-variables.ts';
import { type TokenOptions, takeLongLivedOptions, takeTokenOptions } from '../environment/token-options.ts';
import { CliFailure } from '../failure.ts';
import { reachDaemon } from '../reach-daemon.ts';
import { runProgram } from '../run-program.ts';
import { workspaceFolder } from '../workspace.ts';

interface Options extends TokenOptions, LongLivedOptions {
  as?: string;
  socketOnly?: boolean;
}

export function define(program: Command): void {
  const command = program
    .command('run')
    .summary('run a command with a token in its environment')
    .description(
      'Runs a command with a fresh token in its environment, under the names that its tool reads, and with TOKENWELL_SOCKET. An environment cannot be renewed: a command that outlives the token must ask again, at the socket.',
    )
    .argument('<profile>', 'the profile of the token')
    .argument('<command...>', 'the command and its arguments, after `--`')
    .showHelpAfterError('`--help` shows what there is. The command, with options of its own, goes after `--`.')
    .option('--as <preset>', 'the names for the token; default: the first that the profile has. A wrong one lists them')
    .addOption(
      new Option('--socket-only', 'no token: the command asks at TOKENWELL_SOCKET whenever it needs one').conflicts(
        'as',
      ),
    );
  takeLongLivedOptions(takeTokenOptions(command))
    .addHelpText(
      'after',
      `
It ends as the command ends. Examples:
  $ tokenwell run lab -- make upload
  $ tokenwell run lab --as bearer --min-ttl 1800 -- xrdcp file.dat root://storage.example.org//data/
  $ tokenwell run lab --socket-only -- ./nightly.sh      # which calls \`tokenwell token lab\` where it needs one`,
    )
    .action(run);
}

async function run(
  profile: string,
  command: string[],
  { as, socketOnly, ...options }: Options,
  { args, parent }: Command,
): Promise<void> {
  requireOptionsInFront(args.slice(1), parent);
  const daemon = await reachDaemon();
  // A name that is wrong is told now, and not by whatever the command does without a token.
  if (socketOnly) await daemon.profile(profile, workspaceFolder());
  const token = socketOnly ? {} : await presetVariables(daemon, profile, { as, ...options });
  await runProgram(command, { ...(await daemonVariables(daemon)), ...token });
}

/** One that stands after the command, and that we have as well, may have been meant for the command. */
function requireOptionsInFront(command: string[], program: Command | null): void {
  const words = [...((program as { rawArgs?: string[] } | null)?.rawArgs ?? command)];
  const dashes = words.indexOf('--');
  if (dashes !== -1) words.splice(dashes, 1);
  const last = words.slice(-command.length);
  if (last.every((word, index) => word === command[index])) return;
  throw new CliFailure(`An option stands after ${command[0]}, and may be meant for it.`, {
    exitCode: 2,
    advice: 'The command goes after `--` with options of its own; those of `run` go before.',
  });
}
