/** `tokenwell uninstall`: takes everything of Tokenwell off this computer but the programs themselves, and says what it leaves. */

import type { Command } from 'commander';

export function define(program: Command): void {
  program
    .command('uninstall')
    .summary('sign out of everything and remove what Tokenwell keeps on this computer')
    .description(
      'Signs out of all accounts, stops the daemon, and removes what Tokenwell keeps on this computer: the service, the state, the key in the keyring, client keys, token files and logs. Tells first what it will do, and at the end what it left and how to remove that.',
    )
    .option(
      '--keep-state',
      'keep the sign-ins, permissions and audit log for a later installation; nobody is signed out',
    )
    .option('--configuration', 'remove your profiles and settings as well')
    .option('--yes', 'do not ask')
    .option('--json', 'what was done, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell uninstall\n  $ tokenwell uninstall --configuration --yes\n  $ code --uninstall-extension tokenwell.tokenwell',
    )
    .action(async (options) => (await import('../uninstall/uninstall.ts')).uninstall(options));
}
