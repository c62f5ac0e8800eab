/** A token under the names by which a tool reads it. The names are the provider's; nothing here knows a backend. */

import { dirname, join } from 'node:path';
import type { Connection } from '../../clients/node/connection.ts';
import type { EnvironmentPlaceholder, EnvironmentPreset } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { workspaceFolder } from '../workspace.ts';
import { orSignInHere } from '../workspace-profile.ts';
import { type LongLivedOptions, longLivedValues } from './long-lived-values.ts';
import { type TokenOptions, tellWhatIsNotMet, tokenQueryOf } from './token-options.ts';

export async function presetVariables(
  daemon: Connection,
  profile: string,
  options: TokenOptions & LongLivedOptions & { as?: string | undefined },
): Promise<Record<string, string>> {
  const preset = await choosePreset(daemon, profile, options.as);
  // First, so that a workspace that may not have it is told, and nothing long-lived is made in vain.
  const token = await orSignInHere(daemon, profile, daemon.token(profile, tokenQueryOf(options)));
  const account = (await daemon.accounts()).accounts.find(({ id }) => id === token.account);
  const longLived = account ? await longLivedValues(daemon, account, preset, options) : {};
  if (longLived.access_token === undefined) tellWhatIsNotMet(token, options);
  const fill: Partial<Record<string, () => Promise<string> | string>> = {
    access_token: () => token.access_token,
    token_file: () => tokenFileOf(daemon, profile),
    issuer: async () => (await daemon.profile(profile, workspaceFolder())).issuer,
    account_name: () => account?.name ?? '',
    // A pair belongs together: what was made for this has its own access token.
    ...Object.fromEntries(Object.entries(longLived).map(([name, value]) => [name, () => value])),
  } satisfies Partial<Record<EnvironmentPlaceholder, unknown>>;
  const filled = Object.entries(preset.variables).map(async ([name, template]) => {
    return [name, await fillIn(template, fill)] as const;
  });
  return Object.fromEntries(await Promise.all(filled));
}

async function tokenFileOf(daemon: Connection, profile: string): Promise<string> {
  const { definition } = await daemon.profile(profile, workspaceFolder());
  // Beside the socket, as in daemon/paths.ts; a pipe of Windows has no folder.
  const { socket } = daemon.address;
  if (definition.token_file && !socket.startsWith('\\\\')) return join(dirname(socket), 'tokens', profile);
  throw new CliFailure(`The token of "${profile}" is not kept in a file.`, {
    advice: 'Set `"token_file": true` in the profile; docs/recipes/wlcg.md says what that means.',
  });
}

async function choosePreset(daemon: Connection, profile: string, name: string | undefined): Promise<EnvironmentPreset> {
  const { presets } = await daemon.environmentPresets(profile, workspaceFolder());
  const chosen = name === undefined ? presets[0] : presets.find((preset) => preset.name === name);
  if (chosen) return chosen;
  const list = presets.map((each) => `${each.name} (${Object.keys(each.variables).join(', ')})`).join('; ');
  throw new CliFailure(`"${profile}" has no names for ${name === undefined ? 'a token' : `\`--as ${name}\``}.`, {
    exitCode: 2,
    advice: `There are: ${list || 'none'}.`,
  });
}

const placeholder = /\{(\w+)\}/g;

async function fillIn(
  template: string,
  fill: Partial<Record<string, () => Promise<string> | string>>,
): Promise<string> {
  let text = '';
  let end = 0;
  for (const { 0: whole, 1: name = '', index } of template.matchAll(placeholder)) {
    const value = fill[name];
    if (!value) throw new CliFailure(`The daemon knows \`${whole}\`, which this command does not; update it.`);
    text += template.slice(end, index) + (await value());
    end = index + whole.length;
  }
  return text + template.slice(end);
}
