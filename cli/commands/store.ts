/** `tokenwell store`: where the grants are kept, and how to open it. */

import type { Command } from 'commander';
import type { StoreStatus } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  const store = program.command('store').summary('show or unlock the secret store').description('The secret store.');
  store
    .command('status')
    .description('Shows which store is used, and whether it is open.')
    .option('--json', 'for programs')
    .action(status);
  store
    .command('unlock')
    .description('Opens the store: asks for its passphrase without showing it.')
    .option('--stdin', 'read the passphrase from standard input')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell store unlock\n  $ pass show tokenwell | tokenwell store unlock --stdin',
    )
    .action(unlock);
}

async function status(options: { json?: boolean }): Promise<void> {
  tell(await (await reachDaemon()).store(), options);
}

async function unlock(options: { stdin?: boolean; json?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const before = await daemon.store();
  if (before.state === 'open') return tell(before, options);
  // A keyring is unlocked elsewhere, by the desktop; then it is only looked at again.
  const passphrase = before.kind === 'passphrase' ? await askPassphrase(before, options.stdin === true) : undefined;
  const after = await daemon.unlockStore(passphrase === undefined ? {} : { passphrase });
  tell(after, options);
  if (after.state === 'locked')
    throw new CliFailure('The store is still locked.', { exitCode: 7, advice: after.detail });
}

async function askPassphrase({ sealed }: StoreStatus, fromStandardInput: boolean): Promise<string> {
  const advice = 'Pipe it in: `… | tokenwell store unlock --stdin`.';
  const passphrase = fromStandardInput
    ? await readStandardInput()
    : await promptHidden(sealed ? 'Passphrase' : 'New passphrase', advice);
  if (passphrase === '') throw new CliFailure('The passphrase is empty; nothing was done.', { exitCode: 2 });
  // The first one sets it, and nobody can tell it to whoever mistyped it.
  const mistyped = !sealed && !fromStandardInput && (await promptHidden('The same again', advice)) !== passphrase;
  if (mistyped) throw new CliFailure('The two are not the same; nothing was done.', { exitCode: 2 });
  return passphrase;
}

function tell(store: StoreStatus, { json }: { json?: boolean }): void {
  if (json) return printJson(store);
  const state = store.state === 'open' ? paint('green', 'open') : paint('yellow', 'locked');
  print(`Store: ${store.kind}, ${state}`);
  print(plainText(store.detail));
}
