/** `tokenwell completion`: what a shell needs to complete commands, options and profiles. */

import { Argument, type Command } from 'commander';
import { completionScript, type Shell, shells } from '../completion-script.ts';
import { print } from '../output/print.ts';

export function define(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script for your shell')
    .description('Prints a script by which a shell completes commands, options and the names of your profiles.')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(tokenwell completion bash)                                   # in ~/.bashrc
  $ source <(tokenwell completion zsh)                                    # in ~/.zshrc, after compinit
  $ tokenwell completion fish > ~/.config/fish/completions/tokenwell.fish`,
    )
    .action(run);
}

async function run(shell: Shell): Promise<void> {
  // All commands, not only the one that is loaded now.
  const { createProgram } = await import('../program.ts');
  print(completionScript(await createProgram(), shell));
}
