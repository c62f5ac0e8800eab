/** The long-lived token that a person means: by its id, the beginning of its id, or its whole description. */

import type { LongLivedToken } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';

/** Throws `CliFailure` where none fits, or more than one. */
export function findToken(tokens: readonly LongLivedToken[], named: string, profile: string): LongLivedToken {
  return findNamed(tokens, named, {
    what: 'token',
    where: profile,
    nameOf: ({ description }) => description,
    advice: `\`tokenwell tokens list ${profile}\` shows them.`,
  });
}

export function findNamed<Thing extends { id: string }>(
  things: readonly Thing[],
  named: string,
  { what, where, nameOf, advice }: { what: string; where: string; nameOf: (thing: Thing) => string; advice: string },
): Thing {
  const exact = things.find(({ id }) => id === named);
  if (exact) return exact;
  const fitting = things.filter((thing) => named !== '' && (thing.id.startsWith(named) || nameOf(thing) === named));
  const [only, second] = fitting;
  if (only && !second) return only;
  if (!only) throw new CliFailure(`There is no ${what} "${named}" on "${where}".`, { exitCode: 2, advice });
  const list = fitting.map((thing) => `${thing.id} (${nameOf(thing) || 'no description'})`).join(', ');
  throw new CliFailure(`Several ${what}s fit "${named}": ${list}.`, {
    exitCode: 2,
    advice: 'Name one by its id.',
  });
}
