/** What an uninstall will do, and what it did, in words. */

import { existsSync } from 'node:fs';
import { tellLeftTokens } from '../output/left-tokens.ts';
import { tellRevocation, tokenTitle } from '../output/long-lived-tokens.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print } from '../output/print.ts';
import { tellSignOut } from '../output/sign-out.ts';
import { present } from './belongings.ts';
import type { LeftOver } from './left-over.ts';
import type { Done, Plan } from './uninstall.ts';

export function planWords({
  paths,
  reached,
  accounts,
  store,
  signOut,
  service,
  belongings,
  configuration,
}: Plan): string[] {
  const lines = ['This takes Tokenwell off this computer. It'];
  if (signOut) {
    for (const { name, profile, issuer } of accounts) lines.push(`signs out ${name} on ${profile} (${issuer})`);
  }
  if (reached.trouble && signOut) {
    lines.push(
      `cannot sign anybody out, because the daemon does not start: ${reached.trouble} Who is signed in stays so at the server, until that ends it: look into your account page there`,
    );
  }
  if (store === 'keyring' && signOut) lines.push('removes the key to the sign-ins from the keyring');
  if (service?.ours) lines.push(`takes the service away (${service.file})`);
  if (reached.daemon) lines.push('stops the daemon; running scripts get no more tokens');
  for (const one of belongings) {
    if (present(one).length > 0) lines.push(`removes ${one.folder}: ${one.what}`);
  }
  if (!signOut && existsSync(paths.database)) lines.push(`keeps the sign-ins, and the key to them (${paths.database})`);
  if (!configuration && existsSync(paths.configFile)) {
    lines.push(`keeps your profiles and settings (${paths.configFile}); \`--configuration\` removes them too`);
  }
  if (lines.length === 1) return ['There is nothing of Tokenwell in its directories.'];
  return lines.map((line, index) => (index === 0 ? line : `  - ${plainText(line)}`));
}

export function tellDone(
  { accounts }: Plan,
  { signed_out: results, tokens, left_tokens: livingOn, key, removed }: Done,
  left: LeftOver[],
): void {
  const done = paint('green', '✓');
  print();
  for (const token of tokens) tellRevocation(token, tokenTitle(token));
  for (const result of results)
    tellSignOut(
      result,
      accounts.find(({ id }) => id === result.account),
    );
  tellLeftTokens(livingOn);
  if (key?.removed && key.kind === 'keyring') print(`${done} ${plainText(key.detail)}`);
  print(removed.length > 0 ? `${done} Removed:` : 'There was nothing to remove.');
  for (const path of removed) print(`  ${plainText(path)}`);
  print();
  print('Left, where it is installed or was made:');
  for (const { what, command } of left) {
    print(`  ${plainText(what)}`);
    if (command) print(`    ${plainText(command)}`);
  }
  print(
    'An open VS Code window with the extension starts the daemon again when it is used. docs/uninstall.md has the rest.',
  );
}
