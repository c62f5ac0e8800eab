/** `tokenwell kubectl-credential`: an exec credential plugin for kubectl and whatever else is built on client-go. */

import type { Command } from 'commander';
import { type TokenOptions, takeTokenOptions, tokenQueryOf } from '../environment/token-options.ts';
import { CliFailure } from '../failure.ts';
import { printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

const group = 'client.authentication.k8s.io';
const versions = [`${group}/v1`, `${group}/v1beta1`];

export function define(program: Command): void {
  const command = program
    .command('kubectl-credential')
    .summary('a credential plugin for kubectl')
    .description(`Prints an ExecCredential of ${group}/v1 for kubectl, with the token and when it expires.`)
    .argument('<profile>', 'the profile of the token');
  takeTokenOptions(command)
    .addHelpText(
      'after',
      `
Set up:
  $ kubectl config set-credentials lab --exec-api-version=${group}/v1 \\
      --exec-command=tokenwell --exec-arg=kubectl-credential --exec-arg=lab --exec-interactive-mode=Never`,
    )
    .action(run);
}

async function run(profile: string, options: TokenOptions): Promise<void> {
  const apiVersion = wantedVersion(process.env.KUBERNETES_EXEC_INFO);
  const daemon = await reachDaemon();
  const { access_token: token, expires_at: expiresAt } = await daemon.token(profile, tokenQueryOf(options));
  const expirationTimestamp = expiresAt === null ? undefined : rfc3339(expiresAt);
  printJson({ apiVersion, kind: 'ExecCredential', status: { expirationTimestamp, token } });
}

/** client-go tells what it takes in KUBERNETES_EXEC_INFO, and refuses an answer of another version. */
function wantedVersion(info: string | undefined): string {
  if (!info) return versions[0] as string;
  const wanted = parse(info).apiVersion;
  if (typeof wanted === 'string' && versions.includes(wanted)) return wanted;
  throw new CliFailure('The kubeconfig asks for a version of the plugin that is not known here.', {
    exitCode: 2,
    advice: `Set its \`apiVersion\` to ${versions[0]}.`,
  });
}

function parse(info: string): { apiVersion?: unknown } {
  try {
    return Object(JSON.parse(info));
  } catch {
    return {};
  }
}

/** To the second, rounded down: kubectl takes no fractions. */
function rfc3339(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
