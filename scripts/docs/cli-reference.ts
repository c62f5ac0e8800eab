/** docs/cli.md: every command with its options, as `--help` has them, and the exit codes. */

import type { Command } from 'commander';
import { exitCodes } from '../../cli/exit-codes.ts';
import { createProgram } from '../../cli/program.ts';

export const name = 'cli.md';

export async function generate(): Promise<string> {
  const program = await createProgram();
  const parts = [
    introduction(program),
    exitCodeTable(),
    environment,
    ...program.commands.flatMap((one) => chapter(one, [])),
  ];
  return `${parts.join('\n\n')}\n`;
}

function introduction(program: Command): string {
  const list = program.commands.map((command) => {
    const about = command.summary() || command.description();
    return `- [\`${command.name()}\`](#tokenwell-${command.name()}): ${about}`;
  });
  return `# The \`tokenwell\` command

${program.description()}

Results go to standard output, everything else to standard error. \`--json\` gives results for programs.

${list.join('\n')}`;
}

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([code, { meaning }]) => `| ${code} | ${meaning} |`);
  return `## Exit codes

| code | meaning |
|---|---|
${rows.join('\n')}`;
}

const environment = `## Environment

[environment.md](environment.md) has all variables.`;

function chapter(command: Command, above: string[]): string[] {
  const path = [...above, command.name()];
  const level = '#'.repeat(path.length + 1);
  const parts = [`${level} \`tokenwell ${path.join(' ')}\``, command.description()];
  if (command.commands.length === 0)
    parts.push(`\`\`\`\ntokenwell ${path.join(' ')} ${command.usage()}\n\`\`\``, table(command), examples(command));
  return [parts.filter(Boolean).join('\n\n'), ...command.commands.flatMap((child) => chapter(child, path))];
}

function table(command: Command): string {
  const named = command.registeredArguments.map((argument) => ({
    term: argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    about: withChoices(argument.description, argument.argChoices),
  }));
  const options = command.options.map(({ flags, description, argChoices }) => ({
    term: flags,
    about: withChoices(description, argChoices),
  }));
  const rows = [...named, ...options].map(({ term, about }) => `| \`${term}\` | ${about.replaceAll('|', '\\|')} |`);
  return rows.length > 0 ? `| | |\n|---|---|\n${rows.join('\n')}` : '';
}

function withChoices(description: string, choices: readonly string[] | undefined): string {
  const list = choices?.map((choice) => `\`${choice}\``).join(', ');
  return [description, list ? `(${list})` : ''].filter(Boolean).join(' ');
}

/** What the help says below the options. */
function examples(command: Command): string {
  let shown = '';
  command
    .configureOutput({
      writeOut: (text) => {
        shown += text;
      },
    })
    .outputHelp();
  const below = shown.slice(command.helpInformation().length).trim();
  return below === '' ? '' : `\`\`\`\n${below}\n\`\`\``;
}
