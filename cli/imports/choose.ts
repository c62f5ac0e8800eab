/** Which of the offers a person wants. */

import type { ImportOffer } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptLine } from '../input/prompt-line.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';

/** `numbers` by id, from 1. Throws `CliFailure` where there is no terminal to ask on. */
export async function choose(
  offers: readonly ImportOffer[],
  numbers: ReadonlyMap<string, number>,
  { yes }: { yes?: boolean },
): Promise<ImportOffer[]> {
  if (yes) return [...offers];
  if (!process.stdin.isTTY) {
    throw new CliFailure('Which to take must be said, and there is no terminal to ask on.', {
      exitCode: 2,
      advice: 'Take all of them with `--yes`; or name a file, or what wrote it with `--from`.',
    });
  }
  for (;;) {
    const answer = (await promptLine(question(offers))).trim().toLowerCase();
    const chosen = read(answer, offers, numbers);
    if (chosen) return chosen;
    printAside(plainText(`"${answer}" is none of them.`));
  }
}

function question([first, second]: readonly ImportOffer[]): string {
  return first && !second ? 'Take it? [y/N] ' : 'Which to take? (numbers, all, none) [none] ';
}

function read(
  answer: string,
  offers: readonly ImportOffer[],
  numbers: ReadonlyMap<string, number>,
): ImportOffer[] | null {
  if (answer === '' || /^n(o|one)?$/.test(answer)) return [];
  if (answer === 'all' || (offers.length === 1 && /^y(es)?$/.test(answer))) return [...offers];
  const wanted = answer.split(/[\s,]+/).map(Number);
  const chosen = offers.filter(({ id }) => wanted.includes(numbers.get(id) ?? 0));
  return chosen.length === new Set(wanted).size ? chosen : null;
}
