/** A passphrase that is set now: nobody can tell it to whoever mistyped it, so it is asked for twice. */

import { CliFailure } from '../failure.ts';
import { promptHidden } from './hidden-prompt.ts';
import { readStandardInput } from './standard-input.ts';

/** `advice` is for a person without a terminal. */
export async function newPassphrase(fromStandardInput: boolean, advice: string): Promise<string> {
  const passphrase = fromStandardInput ? await readStandardInput() : await promptHidden('New passphrase', advice);
  refuseEmpty(passphrase);
  if (!fromStandardInput && (await promptHidden('The same again', advice)) !== passphrase)
    throw new CliFailure('The two are not the same; nothing was done.', { exitCode: 2 });
  return passphrase;
}

export function refuseEmpty(passphrase: string): void {
  if (passphrase === '') throw new CliFailure('The passphrase is empty; nothing was done.', { exitCode: 2 });
}
