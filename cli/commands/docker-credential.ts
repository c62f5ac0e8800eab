/** `tokenwell docker-credential`: a credential helper for docker. It answers for the registries that profiles name. */

import { text } from 'node:stream/consumers';
import { Argument, type Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import { version } from '../../daemon/version.ts';
import { hostOf, notFound, type RegistryCredential, readCredential } from '../docker/credential.ts';
import { namedRegistries, registryOf } from '../docker/registries.ts';
import { CliFailure } from '../failure.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  program
    .command('docker-credential')
    .summary('a credential helper for docker')
    .description(
      'Speaks the protocol of docker’s credential helpers on standard input and output. Answers for the registries that your profiles name, and for no other; keeps nothing.',
    )
    .addArgument(new Argument('<operation>', 'docker says it').choices(['get', 'list', 'store', 'erase', 'version']))
    .addHelpText(
      'after',
      `
Set up:
  $ tokenwell profile change lab --registry registry.example.org
and in ~/.docker/config.json:
  {"credHelpers": {"registry.example.org": "tokenwell"}}`,
    )
    .action(run);
}

type Operation = (daemon: Connection, input: string) => Promise<void>;

const operations: Record<string, Operation> = { get, list, store, erase };

async function run(name: string): Promise<void> {
  if (name === 'version') return print(`docker-credential-tokenwell ${version}`);
  // Docker sends nothing for `list`, and may leave its end open.
  const input = name === 'list' ? '' : await text(process.stdin);
  try {
    await operations[name]?.(await reachDaemon(), input);
  } catch (error) {
    // Docker shows what was printed on standard output, and drops the rest.
    print(plainText(error instanceof Error ? error.message : String(error)));
    throw error;
  }
}

async function get(daemon: Connection, server: string): Promise<void> {
  const registry = registryOf(server, (await daemon.profiles()).profiles);
  if (!registry) throw new CliFailure(notFound);
  const { access_token: Secret } = await daemon.token(registry.profile);
  printJson({ ServerURL: server.trim(), Username: registry.username, Secret } satisfies RegistryCredential);
}

async function list(daemon: Connection): Promise<void> {
  const registries = namedRegistries((await daemon.profiles()).profiles);
  printJson(Object.fromEntries(registries.map(({ host, username }) => [host, username])));
}

/** After `docker login`, which offers what `get` gave, or what a person typed. To keep that is another helper's work. */
async function store(daemon: Connection, input: string): Promise<void> {
  const credential = readCredential(input);
  if (!credential) throw new CliFailure('Docker sent no credentials to keep.', { exitCode: 2 });
  const registry = registryOf(credential.ServerURL, (await daemon.profiles()).profiles);
  const isOurs = registry && (await daemon.token(registry.profile)).access_token === credential.Secret;
  if (isOurs) return;
  throw new CliFailure(`Tokenwell keeps no password for ${hostOf(credential.ServerURL)}.`, {
    advice: registry
      ? `It gives docker the tokens of "${registry.profile}" there, without \`docker login\`.`
      : 'Name another helper for it in `credHelpers`, or the registry in a profile: `tokenwell profile change PROFILE --registry HOST`.',
  });
}

/** `docker logout`. There is nothing to erase, and docker would say that it was done. */
async function erase(daemon: Connection, server: string): Promise<void> {
  const registry = registryOf(server, (await daemon.profiles()).profiles);
  if (!registry) throw new CliFailure(notFound);
  throw new CliFailure(`${registry.host} goes on getting tokens of "${registry.profile}".`, {
    advice: `\`tokenwell logout ${registry.profile}\` signs out; \`tokenwell profile change ${registry.profile} --unset registries\` ends it for docker alone.`,
  });
}
