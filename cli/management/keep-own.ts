/** `tokenwell tokens keep`: a long-lived token that the person has already, tried and from then on served like any other profile. */

import { CliFailure } from '../failure.ts';
import { findOffers } from '../imports/find.ts';
import { requireYes } from '../input/confirm.ts';
import { tellWarnings, titleOf } from '../output/imports.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';
import { hintAtStore } from '../store-hint.ts';
import { requireFreeName } from './one-time-value.ts';

export async function keepOwn(like: string, name: string, options: { yes?: boolean; json?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { issuer } = await daemon.profile(like);
  await requireFreeName(daemon, name);
  if (!options.yes && !process.stdin.isTTY) {
    throw new CliFailure('This needs a yes, and there is no terminal to ask on.', {
      exitCode: 2,
      advice: 'Say yes beforehand with `--yes`.',
    });
  }
  await hintAtStore(daemon);
  const { offers } = await findOffers(daemon, '-', {});
  const [offer, ...others] = offers;
  try {
    if (!offer || others.length > 0) {
      throw new CliFailure('That is not one token.', { exitCode: 2, advice: 'Files have `tokenwell import FILE`.' });
    }
    const host = URL.parse(issuer)?.host ?? issuer;
    printAside(
      `${paintError('yellow', '!')} ${titleOf(offer)}: whoever has it can act as its user, with all that it may do. It is sent to ${plainText(host)}, to be tried.`,
    );
    tellWarnings(offer);
    if (!options.yes) await requireYes('Keep it?', '--yes', 'Nothing was kept.');
    const result = await daemon.takeImport(offer.id, { profile: name, like });
    if (options.json) return printJson(result);
    print(
      `${paint('green', '✓')} It works, as ${plainText(result.account.name)}, and is kept in the secret store as "${name}".`,
    );
    print(`  ${plainText(result.detail)}`);
    print(`  Get a token with: tokenwell token ${name}. Try it later with: tokenwell tokens test ${name}`);
  } finally {
    await Promise.all(offers.map(({ id }) => daemon.forgetImport(id).catch(() => {})));
  }
}
