/** A sign-in from the wish to its end. The daemon does all of it but what needs a person: asking, showing, opening a browser. */

import * as vscode from 'vscode';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { SignIn, SignInFlow } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { patiently } from '../patience.ts';
import { addProfile } from '../profiles/add-profile.ts';
import { chooseProfile } from '../profiles/choose-profile.ts';
import { approveWorkspaceProfile } from '../profiles/workspace-profile.ts';
import { openStore } from '../store/open-store.ts';
import { chooseFlow } from './choose-flow.ts';
import { signInWithCode } from './code-flow.ts';
import { askCredentials } from './credentials.ts';
import { signInWithDevice } from './device-flow.ts';
import { tellOutcome } from './outcome.ts';
import { hostOf, type SignInRequest, start } from './request.ts';

export interface SignInWish {
  profile?: string | undefined;
  /** Let the person choose how; otherwise the server's best way is taken. */
  anotherWay?: boolean;
}

/** Resolves once it has ended, with what became of it; undefined where it did not begin. Either was told by then. */
export async function signIn(
  daemon: Daemon,
  output: vscode.LogOutputChannel,
  wish: SignInWish = {},
): Promise<SignIn | undefined> {
  const connection = await daemon.reach();
  const chosen = await chooseProfile(connection, output, wish);
  if (!chosen || !(await approveWorkspaceProfile(chosen))) return undefined;
  // Nobody shall approve a sign-in that could not be kept.
  if (!(await openStore(daemon))) return undefined;
  const { profile, workspace } = chosen;
  let flows: SignInFlow[] = [];
  let flow: SignInFlow | undefined;
  try {
    const asking = vscode.l10n.t('Asking {0} how one can sign in', hostOf(profile));
    const offered = await patiently(asking, connection.capabilities(profile.name, workspace));
    flows = offered.flows;
    flow = chosen.anotherWay ? await chooseFlow(flows) : flows[0];
    const credentials = flow && (await askCredentials(profile, flow, offered.may_keep_password ?? false));
    if (!credentials) return undefined;
    // A workspace's file may be changed while the person reads; what they said yes to is this issuer.
    const origin = workspace === undefined ? {} : { workspace, issuer: profile.issuer };
    const creation = { profile: profile.name, flow, ...origin, ...credentials };
    const ended = await runFlow({ daemon, connection, profile, creation });
    await tellOutcome(ended, { output, connection, profile, flow, flows });
    return ended;
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    await tellOutcome(
      { state: 'failed', profile: profile.name, account: null, error },
      { output, connection, profile, flow, flows },
    );
    return undefined;
  }
}

/** "Add a profile" as a wish of its own; the natural next step is to sign in there. */
export async function addAndSignIn(daemon: Daemon, output: vscode.LogOutputChannel): Promise<SignIn | undefined> {
  const profile = await addProfile(await daemon.reach(), output);
  return profile && signIn(daemon, output, { profile: profile.name });
}

function runFlow(request: SignInRequest): Promise<SignIn> {
  switch (request.creation.flow) {
    case 'device':
      return signInWithDevice(request);
    case 'code':
      return signInWithCode(request);
    default:
      return start(request);
  }
}

/** Commands are called by keybindings and other extensions too: with the name of a profile, a wish, or anything. */
export function toWish(argument: unknown): SignInWish {
  if (typeof argument === 'string') return { profile: argument };
  const { profile, anotherWay } = (argument ?? {}) as Record<string, unknown>;
  return { ...(typeof profile === 'string' && { profile }), anotherWay: anotherWay === true };
}
