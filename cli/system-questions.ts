/** The questions of a system, answered by `--set` or by a person at a terminal. */

import { createInterface } from 'node:readline/promises';
import type { Connection } from '../clients/node/connection.ts';
import type { Field, ProfileDefinitionInput } from '../daemon/api.ts';
import { CliFailure } from './failure.ts';
import { paint } from './output/paint.ts';

/** The definition that the answers make. Throws a `CliFailure` of exit code 2 where one is missing or makes no sense. */
export async function askSystem(daemon: Connection, name: string, given: string[]): Promise<ProfileDefinitionInput> {
  const { systems } = await daemon.systems();
  const system = systems.find((one) => one.name === name);
  if (!system) {
    const known = systems.map((one) => one.name).join(', ');
    throw new CliFailure(`There is no system called "${name}".`, { exitCode: 2, advice: `There are: ${known}.` });
  }
  const answers = readAnswers(given, system.fields);
  const missing = system.fields.filter((field) => field.required && field.default === null && !answers.has(field.name));
  if (missing.length > 0) await askFor(missing, answers);
  const { definition } = await daemon.profileOfSystem(name, { values: Object.fromEntries(answers) });
  return definition;
}

/** `realm=…  Realm (needed)`. */
export function describeField({ name, label, help, required, default: usual, choices }: Field): string {
  const values = choices.map(({ value }) => value).join(' | ');
  const need = usual !== null ? `usually ${usual}` : required ? 'needed' : 'may be left out';
  return `${`${name}=${values || '…'}`.padEnd(28)} ${label} (${need}). ${help}`.trimEnd();
}

function readAnswers(given: string[], fields: Field[]): Map<string, string> {
  return new Map(
    given.map((pair) => {
      const [, name, value] = /^([a-z_]+)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined || !fields.some((field) => field.name === name)) {
        const names = fields.map((field) => field.name).join(', ');
        throw new CliFailure(`\`--set ${pair.split('=')[0]}\` is no answer to a question of this system.`, {
          exitCode: 2,
          advice: `Write \`--set FIELD=VALUE\`; the fields are: ${names}.`,
        });
      }
      return [name, value] as const;
    }),
  );
}

async function askFor(fields: Field[], answers: Map<string, string>): Promise<void> {
  if (!process.stdin.isTTY) {
    const options = fields.map(({ name }) => `--set ${name}=…`).join(' ');
    throw new CliFailure('Something is missing.', { exitCode: 2, advice: `Add ${options}` });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const { name, label, help } of fields) {
      if (help) process.stderr.write(`${paint('dim', help)}\n`);
      answers.set(name, (await terminal.question(`${label}: `)).trim());
    }
  } finally {
    terminal.close();
  }
}
