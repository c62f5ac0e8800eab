/** From the answers that a known system asks for to a profile in the user's configuration file. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { Field, ProfileSummary, System } from '../../daemon/api.ts';
import { nameProblem } from './profile-name.ts';
import { askChoice, askInTurn, askText, type Question } from './wizard.ts';

/** undefined: the person turned back. */
export async function addSystem(
  daemon: Connection,
  system: System,
  back: () => void,
): Promise<ProfileSummary | undefined> {
  const { profiles } = await daemon.profiles();
  const taken = profiles.map(({ name }) => name);
  const answers = new Map(system.fields.map(({ name, default: usual }) => [name, usual === null ? '' : String(usual)]));
  let added: ProfileSummary | undefined;
  const define = () => daemon.profileOfSystem(system.name, { values: Object.fromEntries(answers) });
  await askInTurn(
    vscode.l10n.t('Add a profile: {0}', system.label),
    [
      ...system.fields.map((field) => questionOf(field, answers, field === system.fields.at(-1) ? define : undefined)),
      async (frame) => {
        // Made anew after each way back, because the proposal depends on the answers.
        const { name: proposed, definition } = await define();
        return askText(frame, {
          prompt: vscode.l10n.t('A short name. Scripts will ask for tokens by it: `tokenwell token {0}`', proposed),
          value: freeName(proposed, taken),
          async take(name) {
            const problem = nameProblem(name, taken);
            if (problem) return problem;
            added = await daemon.addProfile({ name, definition });
            return undefined;
          },
        });
      },
    ],
    back,
  );
  return added;
}

/** `check` rejects with words where the answers so far make no sense together. */
function questionOf(field: Field, answers: Map<string, string>, check?: () => Promise<unknown>): Question {
  const value = () => answers.get(field.name) ?? '';
  if (field.type === 'choice') {
    const items = field.choices.map((choice) => ({ label: choice.label, detail: choice.help, value: choice.value }));
    return (frame) =>
      askChoice(frame, {
        placeholder: field.label,
        items,
        selected: items.filter((item) => item.value === value()),
        many: false,
        take([item]) {
          if (item) answers.set(field.name, item.value);
        },
      });
  }
  return (frame) =>
    askText(frame, {
      prompt: [field.label, field.help].filter((part) => part !== '').join('. '),
      value: value(),
      async take(text) {
        if (field.required && text === '') return vscode.l10n.t('This cannot be empty.');
        answers.set(field.name, text);
        await check?.();
        return undefined;
      },
    });
}

function freeName(proposed: string, taken: string[]): string {
  if (!taken.includes(proposed)) return proposed;
  for (let number = 2; ; number++) if (!taken.includes(`${proposed}-${number}`)) return `${proposed}-${number}`;
}
