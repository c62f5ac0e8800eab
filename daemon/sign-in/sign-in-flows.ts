/** How each flow starts, and how it goes on until it succeeds or fails. */

import type { SignInFlow } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import { type Grant, takenFrom } from '../grant.ts';
import type { Profile } from '../profile.ts';
import type { Provider, SignedIn, SignInSecrets } from '../providers/provider.ts';
import { DevicePolling, type PollingEnd } from './device-polling.ts';
import type { SignInProcess, SignInPrompt, SignInRecord } from './sign-in-record.ts';

export interface FlowRequest {
  profile: Profile;
  provider: Provider;
  secrets: SignInSecrets;
  /** What the profile's accounts hold, for the flow `password`. */
  earlier: readonly Grant[];
  redirectUri: string | undefined;
  signal: AbortSignal;
}

export interface StartedFlow {
  prompt: SignInPrompt;
  /** Called once, with whom to tell. */
  proceed(ending: Ending): SignInProcess;
}

/** Whom a flow tells how it goes. */
export interface Ending {
  clock: Clock;
  record: SignInRecord;
  changed(): void;
  /** null: the trouble is over. */
  troubled(error: unknown): void;
  succeeded(signedIn: SignedIn): Promise<void>;
  /** It was approved, but too late: nobody wants the grant any more. */
  unwanted(signedIn: SignedIn): void;
  failed(error: unknown): void;
}

/** Seconds that a code flow waits for its redirect: as long as most servers keep a login page open. */
const codeFlowLife = 600;

/** Throws `flow_not_supported`, and whatever the provider throws. */
export async function startFlow(flow: SignInFlow, request: FlowRequest): Promise<StartedFlow> {
  switch (flow) {
    case 'device':
      return startDevice(request);
    case 'code':
      return startCode(request);
    case 'paste':
      return signInAtOnce(request, request.provider.signInWithPastedGrant?.bind(request.provider), flow);
    case 'password':
      return signInAtOnce(request, request.provider.signInWithPassword?.bind(request.provider), flow);
  }
}

async function startDevice({ profile, provider, secrets, signal }: FlowRequest): Promise<StartedFlow> {
  if (!provider.startDevice) throw notOffered(provider, 'device');
  const authorization = await provider.startDevice(profile, secrets, signal);
  const { userCode, verificationUri, verificationUriComplete, expiresIn, interval } = authorization;
  return {
    prompt: { userCode, verificationUri, verificationUriComplete, expiresIn, interval },
    proceed({ clock, record, changed, troubled, succeeded, unwanted, failed }) {
      const watcher = {
        slowedDown(seconds: number) {
          record.slowDown(seconds);
          changed();
        },
        troubled(failure: Error) {
          troubled(failure);
          changed();
        },
        recovered() {
          troubled(null);
          changed();
        },
        unwanted,
        ended(end: PollingEnd) {
          if (end.outcome === 'signed_in') void succeeded(end.signedIn);
          else failed(end.outcome === 'failed' ? end.error : endError(end.outcome));
        },
      };
      const polling = new DevicePolling(authorization, { clock, startedAt: record.startedAt, watcher });
      polling.start();
      return polling;
    },
  };
}

async function startCode({ profile, provider, secrets, redirectUri, signal }: FlowRequest): Promise<StartedFlow> {
  if (!provider.startCode) throw notOffered(provider, 'code');
  if (!redirectUri) throw new TokenwellError('bad_request', 'The code flow needs a redirect_uri.');
  const code = await provider.startCode(profile, secrets, redirectUri, signal);
  return {
    prompt: { authorizationUri: code.authorizationUri, expiresIn: codeFlowLife },
    proceed({ clock, failed }) {
      const cancelTimer = clock.after(codeFlowLife * 1000, () => failed(endError('expired')));
      return { code, stop: cancelTimer };
    },
  };
}

type DirectSignIn = (
  profile: Profile,
  secrets: SignInSecrets,
  signal: AbortSignal,
  earlier: readonly Grant[],
) => Promise<SignedIn>;

/** Nobody has to approve anything, so the grant is fetched before the sign-in is shown. */
async function signInAtOnce(
  { profile, provider, secrets, signal, earlier }: FlowRequest,
  signIn: DirectSignIn | undefined,
  flow: SignInFlow,
): Promise<StartedFlow> {
  if (!signIn) throw notOffered(provider, flow);
  const { grant, ...more } = await signIn(profile, secrets, signal, earlier);
  const pasted = flow === 'paste' ? secrets.refreshToken?.trim() : undefined;
  // Its first use may have replaced it.
  const signedIn = { ...more, grant: pasted && pasted !== grant.refreshToken ? takenFrom(grant, pasted) : grant };
  return {
    prompt: { expiresIn: null },
    proceed({ succeeded }) {
      void succeeded(signedIn);
      return { stop() {} };
    },
  };
}

function endError(outcome: 'denied' | 'expired'): TokenwellError {
  if (outcome === 'denied') {
    return new TokenwellError(
      'sign_in_denied',
      'Somebody refused this sign-in in the browser. Start it again to retry.',
    );
  }
  return new TokenwellError('sign_in_expired', 'Nobody approved this sign-in in time. Start it again for a new code.');
}

function notOffered(provider: Provider, flow: SignInFlow): TokenwellError {
  return new TokenwellError('flow_not_supported', `The provider ${provider.name} has no ${flow} flow.`);
}
