/** Sign-out that is true: revoked at the server, deleted here, and what may still be alive is told (design promise 8). */

import type { AccountSummary, SignOutResponse } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { ProviderFailure } from '../providers/failure.ts';
import type { Provider } from '../providers/provider.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { RefreshEngine } from './refresh/refresh-engine.ts';

/** Milliseconds that the server has to answer; the user waits for it. */
const revocationTimeout = 10_000;

type Result = Pick<SignOutResponse, 'revocation' | 'detail' | 'may_live_until'>;

interface Ended {
  provider: Provider;
  record: Readonly<AccountRecord>;
  /** Its access tokens that were handed out last, one for each set of scopes and resources. */
  issued: readonly string[];
}

/**
 * Revokes and deletes the grant of an account that is already signed out here. Never throws for the server's sake: what
 * could not be revoked is deleted all the same, and said.
 */
export async function endGrant(
  engine: RefreshEngine | null,
  { provider, record, issued }: Ended,
  clock: Clock,
  log: Log,
): Promise<Result> {
  if (!engine)
    return { revocation: 'already_ended', detail: `${record.name} was signed out already.`, may_live_until: null };
  // A refresh under way may bring a new refresh token, and that one must be revoked.
  await engine.idle();
  const result = await revoke(engine, { provider, record, issued }, clock);
  try {
    await engine.keeper.delete();
    return result;
  } catch (error) {
    log.error({ code: codeOf(error) }, 'the grant of an account that signed out could not be deleted');
    const detail = `${result.detail} The sealed copy here could not be deleted; that is done when the daemon starts next.`;
    return { ...result, detail };
  }
}

/** What a new sign-in has replaced, and what may be alive of it. */
export type LeftAlive = AccountSummary['former_sign_in'];

/**
 * Deletes the grant that a new sign-in replaced, and ends it at the server where that touches nothing else; elsewhere some
 * would end the new one with it. Resolves with what lives on, for the person; null: nothing that they need to know of. Waits
 * for a refresh of the old grant, which may hang for a minute. Never rejects.
 */
export async function dropReplaced(
  engine: RefreshEngine,
  provider: Provider,
  record: Readonly<AccountRecord>,
  clock: Clock,
  log: Log,
): Promise<LeftAlive> {
  try {
    await engine.idle();
    const left = await endReplaced(engine, provider, record, clock);
    if (left) log.warn({ detail: left.detail }, 'what a new sign-in replaced lives on at the server');
    await engine.keeper.delete();
    return left;
  } catch (error) {
    log.error({ code: codeOf(error) }, 'a grant that a new sign-in replaced could not be deleted');
    return null;
  }
}

async function endReplaced(
  engine: RefreshEngine,
  provider: Provider,
  record: Readonly<AccountRecord>,
  clock: Clock,
): Promise<LeftAlive> {
  const stored = provider.endsAlone ? await engine.keeper.read() : null;
  if (!stored || !provider.endsAlone) return null;
  if (!provider.endsAlone(stored.grant)) {
    const detail = provider.livesOn?.(stored.grant) ?? null;
    return detail === null ? null : { detail, may_live_until: null };
  }
  const { revocation, detail, may_live_until } = await revoke(engine, { provider, record, issued: [] }, clock);
  return revocation === 'failed' || revocation === 'not_supported' ? { detail, may_live_until } : null;
}

async function revoke(engine: RefreshEngine, { provider, record, issued }: Ended, clock: Clock): Promise<Result> {
  const host = new URL(record.issuer).host;
  const timeout = new AbortController();
  const cancel = clock.after(revocationTimeout, () => timeout.abort(new Error('no answer within 10 s')));
  try {
    const stored = await engine.keeper.read();
    if (!stored) return { revocation: 'already_ended', detail: 'There was no grant any more.', may_live_until: null };
    const result = await provider.revoke(stored.grant, timeout.signal, issued);
    if (result.outcome === 'revoked') {
      const what = record.kept ? 'token' : 'sign-in';
      return { revocation: 'revoked', detail: `${host} has ended the ${what}.`, may_live_until: null };
    }
    const detail = `Tokenwell knows no way to end a sign-in at ${host}. The copy here is deleted${untilWords(result.livesUntil)}.`;
    return { revocation: 'not_supported', detail, may_live_until: result.livesUntil };
  } catch (error) {
    const livesUntil = record.grantEndsAt === null ? null : Math.floor(record.grantEndsAt / 1000);
    const detail = `${describeFailure(error)} The copy here is deleted, but the sign-in may still be alive at ${host}${untilWords(livesUntil)}: end it in your account page there.`;
    return { revocation: 'failed', detail, may_live_until: livesUntil };
  } finally {
    cancel();
  }
}

function codeOf(error: unknown): string {
  return error instanceof TokenwellError ? error.code : 'unknown';
}

function describeFailure(error: unknown): string {
  if (error instanceof ProviderFailure) return error.message;
  const locked = error instanceof TokenwellError && error.code === 'store_locked';
  return locked ? 'The secret store is locked, so the server could not be told.' : 'The server could not be told.';
}

function untilWords(epochSeconds: number | null): string {
  if (epochSeconds === null) return '; when it ends by itself is not known';
  return `; it ends by itself on ${new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' at ')} UTC`;
}
