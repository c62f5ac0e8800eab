/** Revokes and tries long-lived tokens; where only the value names one to the server, it is taken from the person. */

import type { Connection } from '../../clients/node/connection.ts';
import type { LongLivedToken, TokenAction, TokenValue } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';
import { isOver, tellRevocation, tellTest, tokenTitle } from '../output/long-lived-tokens.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { type DeliveryOptions, deliver } from './create-token.ts';

export interface EndOptions extends DeliveryOptions {
  valueStdin?: boolean;
}

export async function revokeToken(daemon: Connection, token: LongLivedToken, options: EndOptions): Promise<void> {
  requireAction(token, 'revoke');
  if (!options.yes) {
    printAside(`${paintError('yellow', '!')} ${plainText(await whatStops(daemon, token))}`);
    await requireYes(`Revoke ${titleOf(token)}?`, '--yes', 'Nothing was revoked.');
  }
  const value = await valueFor(token, 'revoke', options);
  const result = await daemon.revokeLongLivedToken(token.account, token.id, value);
  if (options.json) printJson(result);
  else tellRevocation(result, titleOf(token));
  if (!options.json && isOver(result) && !token.this_sign_in) tellProfileLeft(token.kept_as);
  if (!isOver(result)) process.exitCode = 9;
}

export async function testToken(daemon: Connection, token: LongLivedToken, options: EndOptions): Promise<void> {
  requireAction(token, 'test');
  const value = await valueFor(token, 'test', options);
  const result = await daemon.testLongLivedToken(token.account, token.id, value);
  const { one_time_value: successor, ...told } = result;
  if (result.works !== true) process.exitCode = result.works === false ? 10 : 1;
  if (options.json && !successor) return printJson(told);
  if (!options.json) tellTest(result, successor ? printAside : print);
  if (successor) await deliver(daemon, { token, value: successor, told }, options, 'Its new value');
}

function tellProfileLeft(profile: string | null): void {
  if (profile !== null) print(`  Its profile is still there; to take it away: tokenwell profile remove ${profile}`);
}

/** In the words of its kind. */
async function whatStops(daemon: Connection, token: LongLivedToken): Promise<string> {
  if (token.this_sign_in) return 'This is the sign-in itself: running scripts get no more tokens from it.';
  const { token_kinds: kinds } = await daemon.accountCapabilities(token.account);
  return kinds.find(({ kind }) => kind === token.kind)?.revocation.detail ?? 'Whatever uses it stops working.';
}

async function valueFor(token: LongLivedToken, action: TokenAction, options: EndOptions): Promise<TokenValue> {
  if (options.valueStdin) {
    const value = await readStandardInput();
    if (value === '') throw new CliFailure('No value came on standard input.', { exitCode: 2 });
    return { value };
  }
  if (!token.value_needed_for.includes(action)) return {};
  const elsewhere = action === 'revoke' ? ' Is it lost, end it in your account page at the server.' : '';
  const advice = `Only the value names it to the server: pipe it in with \`--value-stdin\`.${elsewhere}`;
  const value = (await promptHidden(`Value of ${titleOf(token)}`, advice)).trim();
  if (value === '') throw new CliFailure('No value was given; nothing was done.', { exitCode: 2 });
  return { value };
}

function requireAction(token: LongLivedToken, action: TokenAction): void {
  if (token.actions.includes(action)) return;
  const words = action === 'revoke' ? 'revoked' : 'tried';
  const why = token.state === 'active' ? 'this server has no way to' : `it is ${token.state} already`;
  throw new CliFailure(`${titleOf(token)} cannot be ${words}: ${why}.`);
}

function titleOf(token: LongLivedToken): string {
  return token.this_sign_in ? 'this sign-in' : tokenTitle(token);
}
