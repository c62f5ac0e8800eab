/** `tokenwell store`: where the key to the grants is kept, how to open it, and how to move it. */

import { type Command, Option } from 'commander';
import type { StoreKind, StoreStatus } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { newPassphrase, refuseEmpty } from '../input/new-passphrase.ts';
import { readStandardInput } from '../input/standard-input.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { daemonForLook, reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  const store = program
    .command('store')
    .summary('show, unlock or move the secret store')
    .description('The secret store.');
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
  store
    .command('migrate')
    .description('Moves where the key to the sign-ins is kept. All sign-ins stay; the key of before is taken away.')
    .addOption(new Option('--to <kind>', 'where to').choices(kinds).makeOptionMandatory())
    .option('--stdin', 'passphrase: read the new one from standard input')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell store migrate --to passphrase\n  $ tokenwell store migrate --to keyring',
    )
    .action(migrate);
}

const kinds: StoreKind[] = ['keyring', 'passphrase', 'keyfile', 'vscode', 'memory'];

async function status(options: { json?: boolean }): Promise<void> {
  const store = await (await daemonForLook())?.store();
  if (store) return tell(store, options);
  if (options.json) return printJson(null);
  print('There is no store yet: it is made with the first sign-in.');
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
  // The first one sets it.
  if (!sealed) return newPassphrase(fromStandardInput, advice);
  const passphrase = fromStandardInput ? await readStandardInput() : await promptHidden('Passphrase', advice);
  refuseEmpty(passphrase);
  return passphrase;
}

async function migrate({ to, stdin, json }: { to: StoreKind; stdin?: boolean; json?: boolean }): Promise<void> {
  if (to === 'vscode')
    throw new CliFailure('Only a window of VS Code can take the key: it is kept on the computer that shows it.', {
      ...{ exitCode: 2, advice: 'Choose keyring, passphrase or keyfile.' },
    });
  const daemon = await reachDaemon();
  const before = await daemon.store();
  // Nobody shall think of a passphrase for a move that is refused.
  const asks = to === 'passphrase' && before.kind !== to && before.kind !== 'memory';
  const advice = 'Pipe it in: `… | tokenwell store migrate --to passphrase --stdin`.';
  const passphrase = asks ? await newPassphrase(stdin === true, advice) : undefined;
  const { store, old_key: old } = await daemon.migrateStore(passphrase === undefined ? { to } : { to, passphrase });
  if (json) return printJson({ store, old_key: old });
  tell(store, {});
  print(`The key that ${old.kind} kept opens nothing any more. ${plainText(old.detail)}`);
  const stale = process.env.TOKENWELL_STORE;
  if (stale && stale !== to)
    printAside(`${paintError('yellow', 'Note:')} TOKENWELL_STORE is ${plainText(stale)} here; unset it.`);
}

function tell(store: StoreStatus, { json }: { json?: boolean }): void {
  if (json) return printJson(store);
  const state = store.state === 'open' ? paint('green', 'open') : paint('yellow', 'locked');
  print(`Store: ${store.kind}, ${state}`);
  print(plainText(store.detail));
}
