/** `tokenwell profile add`: from options to a definition in the configuration file. */

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Connection } from '../clients/node/connection.ts';
import { DaemonError } from '../clients/node/daemon-error.ts';
import type { ProfileChange, ProfileCreation, ProfileDefinition } from '../daemon/api.ts';
import { CliFailure } from './failure.ts';
import { address, collect, issuerAddress, profileName } from './option-values.ts';
import { paint } from './output/paint.ts';
import { plainText } from './output/plain-text.ts';
import { print, printAside, printJson } from './output/print.ts';
import { reachDaemon } from './reach-daemon.ts';
import { askSystem } from './system-questions.ts';

export function defineAdd(profile: Command): void {
  const command = profile
    .command('add')
    .description('Adds a profile to your configuration file.')
    .argument('<name>', 'what you will call it: `tokenwell login NAME`', profileName)
    .option('--issuer <address>', 'the server, exactly as it names itself', issuerAddress)
    .option('--client-id <id>', 'the client registered there')
    .option(
      '--system <name>',
      'in place of these: a system that Tokenwell knows; `tokenwell profile systems` lists them',
    )
    .option(
      '--set <field=value>',
      'an answer that the system needs; may be repeated, and what is missing is asked for',
      collect,
    );
  offerMembers(command)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell profile add lab --issuer https://auth.example.org/realms/lab --client-id my-cli --scope "openid offline_access"
  $ tokenwell profile add ci --issuer https://auth.example.org --client-id robot --auth-method client_secret_basic
  $ tokenwell profile add provena --system provena --set domain=provena.example.org --set realm=provena
A client secret is asked for by \`tokenwell login\` and kept in the secret store.`,
    )
    .action(add);
}

/** Options for what a profile may have besides its server and its client. */
export function offerMembers(command: Command): Command {
  return command
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
    .addOption(
      new Option(
        '--token-file [place]',
        'keep the access token in an owner-only file as well, for `--as bearer-file`; wlcg: where tools look by themselves, too',
      ).choices(['wlcg']),
    )
    .option('--registry <host>', 'of container images, which takes its tokens; for docker; may be repeated', collect)
    .option('--token-endpoint <address>', 'for servers without discovery', address)
    .option('--device-endpoint <address>', 'likewise, for the device flow', address)
    .option('--authorization-endpoint <address>', 'likewise, for the code flow', address)
    .option('--revocation-endpoint <address>', 'likewise, to sign out', address)
    .option('--userinfo-endpoint <address>', 'likewise, for the name of the account', address);
}

export type MemberOptions = {
  issuer?: string;
  clientId?: string;
  resource?: string[];
  tokenFile?: true | 'wlcg';
  registry?: string[];
  json?: boolean;
} & {
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

type AddOptions = MemberOptions & { system?: string; set?: string[] };

async function add(name: string, options: AddOptions, command: Command): Promise<void> {
  if (!options.system) requireServer(options, command);
  const daemon = await reachDaemon();
  const system = options.system ? await askSystem(daemon, options.system, options.set ?? []) : undefined;
  // What is given besides goes before what the system says.
  const definition = { ...system, ...definitionOf(options) } as ProfileCreation['definition'];
  const profile = await daemon.addProfile({ name, definition });
  if (options.json) return printJson(profile);
  print(`${paint('green', '✓')} Added "${name}" to ${profile.file}.`);
  await tellOffer(daemon, name);
}

/** As commander tells of a required option that is missing. */
function requireServer({ issuer, clientId, set }: AddOptions, command: Command): void {
  const missing = issuer === undefined ? '--issuer <address>' : clientId === undefined ? '--client-id <id>' : undefined;
  if (missing) {
    command.error(`error: required option '${missing}' not specified; or name a system: \`tokenwell profile systems\``);
  }
  if (set) command.error('error: --set answers the questions of a system: add --system');
}

/** Asks the server at once, so that a wrong address is noticed now and not at the first sign-in. */
export async function tellOffer(daemon: Connection, name: string): Promise<void> {
  try {
    const { flows } = await daemon.capabilities(name);
    const flow = flows[0] === 'device' ? '' : ` --flow ${flows[0]}`;
    print(`  The server answers. Sign in with: tokenwell login ${name}${flow}`);
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    printAside(
      `${plainText(error.message)} The profile is kept: mend it with \`tokenwell profile change ${name} --issuer ADDRESS\`, or try \`tokenwell login ${name}\`.`,
    );
  }
}

/** What was not given is left out. The daemon checks the rest. `before`: the endpoints that are there already. */
export function definitionOf(options: MemberOptions, before?: ProfileDefinition['endpoints']): ProfileChange {
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
    token_file: options.tokenFile,
    registries: options.registry,
    narrowing: options.narrowing,
    endpoints: endpointsOf(options, before),
  };
  return dropUndefined(definition) as ProfileChange;
}

function endpointsOf(options: MemberOptions, before: ProfileDefinition['endpoints']): object | undefined {
  const others = dropUndefined({
    device_authorization: options.deviceEndpoint,
    authorization: options.authorizationEndpoint,
    revocation: options.revocationEndpoint,
    userinfo: options.userinfoEndpoint,
  });
  const token = options.tokenEndpoint ?? before?.token;
  if (!options.tokenEndpoint && Object.keys(others).length === 0) return undefined;
  if (token) return { ...before, token, ...others };
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
