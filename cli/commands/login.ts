/** `tokenwell login`: signs a person in, by the flow that they choose. */

import { type Command, Option } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { ProfileSummary, SignIn, SignInCreation } from '../../daemon/api.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { readStandardInput } from '../input/standard-input.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';
import { tellProblems } from '../output/problems.ts';
import { reachDaemon } from '../reach-daemon.ts';
import { signInWithCode } from '../sign-in/code-flow.ts';
import { signInWithDevice } from '../sign-in/device-flow.ts';
import { tellMissingScopes, tellOutcome } from '../sign-in/outcome.ts';
import { userNameAndPassword } from '../sign-in/password.ts';
import { isSomebodyElse, refuseSomebodyElse } from '../sign-in/somebody-else.ts';
import { hintAtStore } from '../store-hint.ts';
import { workspaceFolder } from '../workspace.ts';

type Flow = 'device' | 'code' | 'password' | 'paste';

export interface LoginOptions {
  flow: Flow;
  user?: string;
  keepPassword?: boolean;
  account?: string;
  browser: boolean;
  qr: boolean;
  clientSecretStdin?: boolean;
  trustWorkspace?: boolean;
}

export function define(program: Command): void {
  program
    .command('login')
    .summary('sign in')
    .description('Signs you in on a profile. From then on the daemon keeps a fresh token for it.')
    .argument('<profile>', 'the profile to sign in on')
    .addOption(
      new Option(
        '--flow <flow>',
        'device: with a code, in any browser; code: in a browser on this machine; password: where a system takes one; paste: a token that you have. Default: the first of these that the server offers',
      ).choices(['device', 'code', 'password', 'paste']),
    )
    .option('--user <name>', 'for the flow `password`; the password is asked for, or read from standard input')
    .option('--keep-password', 'keep the password in the secret store, for systems whose sign-in it can renew')
    .option('--account <name>', 'fail unless this is who signed in; another new sign-in is not kept')
    .option('--no-browser', 'do not open a browser')
    .option('--no-qr', 'print no QR code')
    .option('--client-secret-stdin', 'read the client secret from standard input')
    .option('--trust-workspace', 'use a profile of this folder’s tokenwell.json without asking')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell login lab
  $ tokenwell login lab --flow code
  $ tokenwell login nomad --flow password --user alice
  $ pass show lab/offline-token | tokenwell login lab --flow paste
A client secret, where the profile needs one, is asked for, or taken from TOKENWELL_CLIENT_SECRET.`,
    )
    .action(run);
}

async function run(name: string, given: Omit<LoginOptions, 'flow'> & { flow?: Flow }): Promise<void> {
  const daemon = await reachDaemon();
  await hintAtStore(daemon);
  const { workspace, profile } = await choose(daemon, name, given);
  // A folder's file may name another host by now than the one that the person has seen: nobody is asked there.
  const offered = workspace === undefined ? await chooseFlow(daemon, name, given.flow) : 'device';
  const options = { ...given, flow: given.flow ?? offered };
  const creation: SignInCreation = {
    profile: name,
    flow: options.flow,
    // The file may be changed while the person reads; what they said yes to is this.
    ...(workspace !== undefined && profile && { workspace, issuer: profile.issuer }),
    ...(options.keepPassword && { keep_password: true }),
    ...(await clientSecret(profile, options)),
  };
  const before = (await daemon.accounts()).accounts.map(({ id }) => id);
  const ended = await signIn(daemon, creation, options);
  if (isSomebodyElse(ended, options.account)) throw await refuseSomebodyElse(daemon, ended, before, options);
  tellOutcome(ended);
  tellMissingScopes(ended, profile);
}

/** The best that the server offers, or the one that was named: nobody types a secret for one that there is not. */
async function chooseFlow(daemon: Connection, name: string, given: Flow | undefined): Promise<Flow> {
  if (given === 'device' || given === 'code') return given;
  const flows = await offeredFlows(daemon, name);
  if (given === undefined) return flows?.[0] ?? 'device';
  if (flows && !flows.includes(given)) {
    throw new CliFailure(`Nobody can sign in on "${name}" by \`--flow ${given}\`.`, {
      exitCode: exitCodeOf('flow_not_supported'),
      advice: `There is: ${flows.join(', ')}.`,
    });
  }
  return given;
}

/** null: the server does not answer. The sign-in itself says so in better words. */
async function offeredFlows(daemon: Connection, name: string): Promise<Flow[] | null> {
  try {
    return (await daemon.capabilities(name)).flows;
  } catch (error) {
    if (error instanceof DaemonError) return null;
    throw error;
  }
}

async function signIn(daemon: Connection, creation: SignInCreation, options: LoginOptions): Promise<SignIn> {
  const { browser, qr } = options;
  const screen = { browser, qr, output: process.stdout, again: `tokenwell login ${creation.profile}` };
  const start = (redirectUri?: string) =>
    daemon.startSignIn({ ...creation, ...(redirectUri !== undefined && { redirect_uri: redirectUri }) });
  try {
    if (options.flow === 'code') return await signInWithCode(daemon, start, screen);
    if (options.flow === 'device') return await signInWithDevice(daemon, start, screen);
    if (options.flow === 'password') {
      return await daemon.startSignIn({ ...creation, ...(await userNameAndPassword(options.user)) });
    }
    return await daemon.startSignIn({ ...creation, refresh_token: await pastedToken() });
  } catch (error) {
    // Where somebody is signed in the daemon would go on trying; a sign-in is for the person to try again.
    if (!(error instanceof DaemonError) || error.code !== 'authorization_server_unavailable') throw error;
    const advice = 'Check the network, the proxy settings and the issuer of the profile, then try again.';
    throw new CliFailure(error.message, { exitCode: 4, advice });
  }
}

/** The profile. Where there is none the daemon says so in better words than we could, before anybody types a secret. */
async function choose(
  daemon: Connection,
  name: string,
  options: Pick<LoginOptions, 'trustWorkspace'>,
): Promise<{ workspace?: string; profile?: ProfileSummary }> {
  const workspace = workspaceFolder();
  const { profiles, problems } = await daemon.profiles(workspace);
  const profile = profiles.find((one) => one.name === name);
  if (!profile) {
    if (workspace !== undefined) tellProblems(problems);
    await daemon.profile(name, workspace);
    return {};
  }
  if (profile.origin !== 'workspace' || workspace === undefined) return { profile };
  await approveWorkspace(profile, options);
  return { workspace, profile };
}

/** Anybody can put a `tokenwell.json` into a folder, so the person sees the host before anything is sent there. */
async function approveWorkspace(profile: ProfileSummary, options: Pick<LoginOptions, 'trustWorkspace'>): Promise<void> {
  const host = URL.parse(profile.issuer)?.host ?? profile.issuer;
  printAside(`"${profile.name}" comes from ${plainText(profile.file)} and signs in at ${plainText(host)}.`);
  if (options.trustWorkspace) return;
  await requireYes(`Do you know and trust ${plainText(host)}?`, '--trust-workspace', 'Nobody was signed in.');
}

async function clientSecret(
  profile: ProfileSummary | undefined,
  options: LoginOptions,
): Promise<{ client_secret?: string }> {
  if (options.clientSecretStdin) {
    if (options.flow === 'paste' || (options.flow === 'password' && !process.stdin.isTTY)) {
      const other = options.flow === 'paste' ? 'pasted token' : 'password';
      throw new CliFailure(`Standard input cannot bring both a ${other} and a client secret.`, {
        exitCode: 2,
        advice: 'Give the client secret in TOKENWELL_CLIENT_SECRET, or at the prompt.',
      });
    }
    return { client_secret: await readStandardInput() };
  }
  if (!profile?.token_endpoint_auth_method.startsWith('client_secret')) return {};
  const fromEnvironment = process.env.TOKENWELL_CLIENT_SECRET;
  if (fromEnvironment) return { client_secret: fromEnvironment };
  const advice = 'Pipe it in with `--client-secret-stdin`, or set TOKENWELL_CLIENT_SECRET.';
  return { client_secret: await promptHidden(`Client secret of ${profile.client_id}`, advice) };
}

async function pastedToken(): Promise<string> {
  const token = process.stdin.isTTY
    ? await promptHidden('Refresh or offline token', 'Pipe it in.')
    : await readStandardInput();
  if (token.trim() === '') {
    const advice =
      'Pipe it in: `… | tokenwell login PROFILE --flow paste`; or run it on a terminal and paste it there.';
    throw new CliFailure('No token was given.', { exitCode: 2, advice });
  }
  return token.trim();
}
