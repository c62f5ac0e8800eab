/** `tokenwell help tokens create` is `tokenwell tokens create --help`, however deep the command is. */

import type { Command } from 'commander';

/** `words` as they were typed; those of any other command come back as they are. Throws for a command that is not there. */
export function withHelpOf(program: Command, words: readonly string[]): readonly string[] {
  const [help, ...names] = words;
  if (help !== 'help') return words;
  let command = program;
  const path: string[] = [];
  for (const name of names) {
    // What follows a command that has none below it are its arguments.
    if (command.commands.length === 0) break;
    const next = command.commands.find((each) => each.name() === name || each.aliases().includes(name));
    if (!next) return command.error(`error: unknown command '${name}'`, { exitCode: 2 });
    command = next;
    path.push(name);
  }
  return [...path, '--help'];
}
