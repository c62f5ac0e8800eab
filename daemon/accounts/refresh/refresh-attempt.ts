/**
 * One attempt to renew a token of a grant: read, note the intent, ask the server, keep what it rotated.
 *
 * A refresh request is not idempotent: a server that rotates has spent the old refresh token once it has answered, and
 * may end the whole session when it sees that token again (RFC 9700 §4.14.2). So the attempt knows, at every step,
 * whether the request may have been carried out; the one repetition it allows itself is of a request whose answer was
 * lost, at once, while servers that have a grace window still take the old token.
 */

import type { EndReason } from '../../api.ts';
import type { Clock, Instant } from '../../clock.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import { ProviderFailure } from '../../providers/failure.ts';
import type { Provider, TokenAnswer } from '../../providers/provider.ts';
import type { StoredGrant } from '../../store/grant-store.ts';
import type { Variant } from '../tokens/variant.ts';
import { type GrantKeeper, Patience } from './grant-keeper.ts';
import { answerAsItIs, answerBeyondItsEnd, requireAsItIs } from './served-as-it-is.ts';

/**
 * Milliseconds that one request to a server may take. Callers leave earlier, at their own deadline. It is long, because a
 * server that stands still for a while answers once it goes on: to give up is to lose what it rotated.
 */
const requestTimeout = 120_000;
/** How often a grant that somebody else rotated meanwhile is read again before we believe the server. */
const mostRereads = 3;

export interface AttemptOptions {
  keeper: GrantKeeper;
  provider: Provider;
  variant: Variant;
  clock: Clock;
  /** An earlier answer was lost already: the immediate repetition is spent. */
  answerLostBefore: boolean;
  /** Somebody waits for the token. Nobody does: a store that can't be written to is a reason to put the renewal off. */
  urgent: () => boolean;
  /** An API has refused the token that there was. */
  afterRejection: () => boolean;
  /** Tells where the attempt is, for the error of a caller whose deadline passes. */
  at: (hop: string) => void;
  /** The grant as it was read, before anything is sent. */
  read: (grant: Grant) => void;
}

export type AttemptResult =
  | { outcome: 'renewed'; answer: TokenAnswer; sentAt: Instant; grant: Grant }
  /** The grant is over. */
  | { outcome: 'ended'; reason: EndReason }
  /** Nothing was sent, because the store takes no writes and nobody waits for the token. */
  | { outcome: 'postponed'; error: TokenwellError }
  /** Nothing is lost for certain; `maybeRotated` says whether the server may have rotated the refresh token. */
  | { outcome: 'failed'; error: ProviderFailure | TokenwellError; maybeRotated: boolean };

export async function attemptRefresh(options: AttemptOptions): Promise<AttemptResult> {
  let refused: StoredGrant | null = null;
  for (let reads = 0; reads <= mostRereads; reads++) {
    options.at('the secret store');
    const stored = await options.keeper.read();
    if (!stored) return { outcome: 'ended', reason: 'missing' };
    options.read(stored.grant);
    if (stored.grant.kind === 'access_token') return serveAsItIs(stored.grant, options);
    // The server refused the grant that is still the stored one: that is definite.
    if (refused && refused.generation === stored.generation) break;
    const result = await refreshStored(stored, options);
    if (result !== 'grant_refused') return result;
    refused = stored;
  }
  const lost = options.answerLostBefore || refused?.intent;
  return { outcome: 'ended', reason: lost ? 'lost' : 'refused' };
}

/** Nothing can rotate or be lost. A clock that is set wrong ends nothing: the server has the last word. */
async function serveAsItIs(grant: Grant, options: AttemptOptions): Promise<AttemptResult> {
  requireAsItIs(options.variant);
  const sentAt = options.clock.now();
  const answer = answerAsItIs(grant, sentAt);
  if (answer && !options.afterRejection()) return { outcome: 'renewed', answer, sentAt, grant };
  const { failure } = await sendOnce(grant, options);
  if (!failure) return { outcome: 'renewed', answer: answer ?? answerBeyondItsEnd(grant), sentAt, grant };
  if (failure.endsGrant) return { outcome: 'ended', reason: answer ? 'refused' : 'expired' };
  return { outcome: 'failed', error: failure, maybeRotated: false };
}

async function refreshStored(stored: StoredGrant, options: AttemptOptions): Promise<AttemptResult | 'grant_refused'> {
  const { keeper, clock } = options;
  refuseHarmfulNarrowing(stored.grant, options);

  const patience = new Patience(clock);
  const noted = await keeper.intend(patience);
  if (noted !== 'done' && !options.urgent()) {
    const error = new TokenwellError(
      'store_unavailable',
      'The renewal was put off: the secret store does not take writes.',
    );
    return { outcome: 'postponed', error };
  }

  const maybeRotatedBefore = options.answerLostBefore || stored.intent !== null;
  const reply = await send(stored.grant, options, !maybeRotatedBefore);
  if (reply.failure) {
    if (reply.failure.endsGrant) return reply.maybeRotated ? endedAfterLoss(stored, options) : 'grant_refused';
    const maybeRotated = maybeRotatedBefore || reply.maybeRotated;
    if (!maybeRotated) await keeper.forgetIntent(patience);
    return { outcome: 'failed', error: reply.failure, maybeRotated };
  }

  options.at('the secret store');
  const { answer, sentAt } = reply;
  const rotated = answer.refreshToken !== null && answer.refreshToken !== stored.grant.refreshToken;
  if (!rotated) {
    await keeper.forgetIntent(patience);
    return { outcome: 'renewed', answer, sentAt, grant: stored.grant };
  }
  const grant = { ...stored.grant, refreshToken: answer.refreshToken as string };
  await keeper.keep(grant, stored.generation, patience);
  return { outcome: 'renewed', answer, sentAt, grant };
}

/** The repetition was refused: unless another process holds a newer grant, the answer that was lost had the successor. */
async function endedAfterLoss(stored: StoredGrant, options: AttemptOptions): Promise<AttemptResult | 'grant_refused'> {
  const now = await options.keeper.read();
  if (now && now.generation !== stored.generation) return 'grant_refused';
  return { outcome: 'ended', reason: 'lost' };
}

function refuseHarmfulNarrowing(grant: Grant, { provider, variant }: AttemptOptions): void {
  if (!variant.narrowed) return;
  const { narrowing } = provider.grantTraits(grant);
  if (narrowing === 'safe') return;
  const why =
    narrowing === 'destructive'
      ? 'This server would take the other scopes from the sign-in for good.'
      : 'It is not known whether this server would take the other scopes from the sign-in for good.';
  throw new TokenwellError(
    'narrowing_refused',
    `${why} Ask for a token without a scope, or, where the server is known to allow it, set \`narrowing\` to \`safe\` in the profile and sign in again.`,
  );
}

type Reply =
  | { failure: null; answer: TokenAnswer; sentAt: Instant }
  | { failure: ProviderFailure; maybeRotated: boolean; timedOut: boolean };

/**
 * Sends the request; once more, at once, when its answer was lost and `repeatLost` allows it. Not after a time-out: a
 * server that stands still has the first request in its queue, and would take the second for a reuse.
 */
async function send(grant: Grant, options: AttemptOptions, repeatLost: boolean): Promise<Reply> {
  const first = await sendOnce(grant, options);
  if (!first.failure || first.failure.kind !== 'answer_lost' || first.timedOut || !repeatLost) return first;
  const second = await sendOnce(grant, options);
  return second.failure ? { ...second, maybeRotated: true } : second;
}

async function sendOnce(grant: Grant, { provider, variant, clock, at }: AttemptOptions): Promise<Reply> {
  const timeout = new AbortController();
  const cancel = clock.after(requestTimeout, () => timeout.abort(new Error('no answer within 2 minutes')));
  const sentAt = clock.now();
  at(`the token endpoint of ${new URL(grant.endpoints.token).host}`);
  try {
    const request = { scopes: variant.scopes, resources: variant.resources, signal: timeout.signal };
    return { failure: null, answer: await provider.refresh(grant, request), sentAt };
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return { failure: error, maybeRotated: error.kind === 'answer_lost', timedOut: timeout.signal.aborted };
  } finally {
    cancel();
  }
}
