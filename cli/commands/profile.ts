/** `tokenwell profile`: the named sign-ins of the configuration file. */

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ProfileCreation, ProfileSummary } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { address, collect, profileName } from '../option-values.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { tellProblems } from '../output/problems.ts';
import { table } from '../output/table.ts';
import { reachDaemon, runningDaemon } from '../reach-daemon.ts';
import { workspaceFolder } from '../workspace.ts';

export function define(program: Command): void {
  const profile = program
    .command('profile')
    .summary('add, list, show and remove profiles')
    .description('A profile names a server, a client id and scopes. It never holds a secret.');
  defineAdd(profile);
  profile
    .command('list')
    .description('Lists all profiles: your own, your organisation’s, and those of this folder’s tokenwell.json.')
    .option('--json', 'for programs')
    .option('--names', 'names only, one a line; starts no daemon')
    .action(list);
  profile
    .command('show')
    .description('Shows one profile.')
    .argument('<name>')
    .option('--json', 'for programs')
    .action(show);
  profile
    .command('remove')
    .description('Removes a profile of your own. Who is signed in on it stays signed in.')
    .argument('<name>')
    .action(remove);
}

function defineAdd(profile: Command): void {
  profile
    .command('add')
    .description('Adds a profile to your configuration file.')
    .argument('<name>', 'what you will call it: `tokenwell login NAME`', profileName)
    .requiredOption('--issuer <address>', 'the server, exactly as it names itself', address)
    .requiredOption('--client-id <id>', 'the client registered there')
    .option('--scope <scopes>', 'separated by spaces; default: openid. offline_access outlives the session')
    .option('--resource <address>', 'what tokens are for (RFC 8707); may be repeated', collect)
    .option('--provider <name>', 'kind of server; default: oidc')
    .addOption(
      new Option('--auth-method <method>', 'how the client proves itself; default: none').choices([
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'tls_client_auth',
      ]),
    )
    .option('--private-key-file <file>', 'PEM, for private_key_jwt and tls_client_auth')
    .option('--signing-alg <name>', 'for private_key_jwt, e.g. ES256')
    .option('--key-id <id>', 'for private_key_jwt')
    .option('--certificate-file <file>', 'PEM, for tls_client_auth')
    .option('--ca-file <file>', 'PEM with the only CA certificates to trust for this server')
    .option('--proxy <address>', 'http://host:port for calls to this server', address)
    .addOption(
      new Option('--narrowing <word>', 'whether asking for fewer scopes is harmless there').choices([
        'safe',
        'destructive',
        'unknown',
      ]),
    )
    .option('--token-endpoint <address>', 'for servers without discovery', address)
    .option('--device-endpoint <address>', 'likewise, for the device flow', address)
    .option('--authorization-endpoint <address>', 'likewise, for the code flow', address)
    .option('--revocation-endpoint <address>', 'likewise, to sign out', address)
    .option('--userinfo-endpoint <address>', 'likewise, for the name of the account', address)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell profile add lab --issuer https://auth.example.org/realms/lab --client-id my-cli --scope "openid offline_access"
  $ tokenwell profile add ci --issuer https://auth.example.org --client-id robot --auth-method client_secret_basic
A client secret is asked for by \`tokenwell login\` and kept in the secret store.`,
    )
    .action(add);
}

type AddOptions = { issuer: string; clientId: string; resource?: string[]; json?: boolean } & {
  [Name in
    | 'scope'
    | 'provider'
    | 'authMethod'
    | 'privateKeyFile'
    | 'signingAlg'
    | 'keyId'
    | 'certificateFile'
    | 'caFile'
    | 'proxy'
    | 'narrowing'
    | 'tokenEndpoint'
    | 'deviceEndpoint'
    | 'authorizationEndpoint'
    | 'revocationEndpoint'
    | 'userinfoEndpoint']?: string;
};

async function add(name: string, options: AddOptions): Promise<void> {
  const definition = definitionOf(options);
  const profile = await (await reachDaemon()).addProfile({ name, definition });
  if (options.json) return printJson(profile);
  print(`${paint('green', '✓')} Added "${name}" to ${profile.file}.`);
  print(`  Sign in with: tokenwell login ${name}`);
}

function definitionOf(options: AddOptions): ProfileCreation['definition'] {
  const definition = {
    provider: options.provider,
    issuer: options.issuer,
    client_id: options.clientId,
    scope: options.scope,
    resource: options.resource,
    token_endpoint_auth_method: options.authMethod,
    private_key_file: absolute(options.privateKeyFile),
    token_endpoint_auth_signing_alg: options.signingAlg,
    private_key_id: options.keyId,
    certificate_file: absolute(options.certificateFile),
    ca_file: absolute(options.caFile),
    proxy: options.proxy,
    narrowing: options.narrowing,
    endpoints: endpointsOf(options),
  };
  // What was not given is left to the defaults. The daemon checks the rest.
  return dropUndefined(definition) as ProfileCreation['definition'];
}

function endpointsOf(options: AddOptions): object | undefined {
  const others = dropUndefined({
    device_authorization: options.deviceEndpoint,
    authorization: options.authorizationEndpoint,
    revocation: options.revocationEndpoint,
    userinfo: options.userinfoEndpoint,
  });
  if (options.tokenEndpoint) return { token: options.tokenEndpoint, ...others };
  if (Object.keys(others).length === 0) return undefined;
  throw new CliFailure('Endpoints were given, but not the token endpoint.', {
    exitCode: 2,
    advice: 'Add `--token-endpoint`; or leave all endpoints out, if the server has discovery.',
  });
}

function dropUndefined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Typed from where the person is now; the file keeps it for good. */
function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

async function list(options: { json?: boolean; names?: boolean }): Promise<void> {
  if (options.names) return listNames();
  const { profiles, problems } = await (await reachDaemon()).profiles(workspaceFolder());
  if (options.json) return printJson({ profiles, problems });
  if (profiles.length === 0) print('There are no profiles yet. Add one: `tokenwell profile add --help` shows how.');
  else print(table(columns, profiles));
  tellProblems(problems);
}

const columns = [
  { title: 'PROFILE', cell: ({ name }: ProfileSummary) => paint('bold', name) },
  { title: 'ISSUER', cell: ({ issuer }: ProfileSummary) => plainText(issuer) },
  { title: 'CLIENT', cell: (profile: ProfileSummary) => plainText(profile.client_id), droppable: 2 },
  { title: 'SCOPE', cell: ({ scope }: ProfileSummary) => plainText(scope), droppable: 3 },
  { title: 'FROM', cell: ({ origin }: ProfileSummary) => origin, droppable: 1 },
];

/** For completion, which must be quick and must not start or say anything. */
async function listNames(): Promise<void> {
  const daemon = await runningDaemon().catch(() => null);
  const { profiles } = (await daemon?.profiles(workspaceFolder()).catch(() => undefined)) ?? { profiles: [] };
  for (const { name } of profiles) print(name);
}

async function show(name: string, options: { json?: boolean }): Promise<void> {
  const { profiles, problems } = await (await reachDaemon()).profiles(workspaceFolder());
  const profile = profiles.find((one) => one.name === name);
  if (!profile) {
    tellProblems(problems);
    const names = profiles.map((one) => one.name).join(', ');
    const advice = names ? `There are: ${names}.` : 'Add it with `tokenwell profile add`.';
    throw new CliFailure(`There is no profile "${name}".`, { advice });
  }
  if (options.json) return printJson(profile);
  const labels = Object.entries(profile).map(([label, value]) => [
    label,
    Array.isArray(value) ? value.join(' ') : value,
  ]);
  const width = Math.max(...labels.map(([label]) => String(label).length));
  for (const [label, value] of labels) {
    if (value !== '') print(`${paint('dim', String(label).padEnd(width))}  ${plainText(String(value))}`);
  }
}

async function remove(name: string): Promise<void> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  await daemon.removeProfile(name);
  print(`${paint('green', '✓')} Removed "${name}".`);
  const left = accounts.filter(({ profile, state }) => profile === name && state !== 'signed_out');
  for (const account of left) {
    printAside(`${plainText(account.name)} is still signed in on it: \`tokenwell logout ${name}\` ends that.`);
  }
}
