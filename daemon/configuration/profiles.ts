/**
 * Profiles by name, from the organisation's file, the user's and a workspace's `tokenwell.json`.
 *
 * A name means the first of these that has it. The organisation goes before the user, because its file is the
 * administrator's to write, while any program that runs as the user can write the user's: what colleagues and
 * documentation call `lab` is then the same server on every machine. A workspace goes last and never takes a name that
 * the user or the organisation has, so that opening a folder redirects no sign-in. What loses is told as a problem.
 */

import { join } from 'node:path';
import {
  type ConfigurationProblem,
  type ProfileChange,
  type ProfileCreation,
  type ProfileDetails,
  type ProfileSummary,
  type ProfilesResponse,
  profileDefinition,
} from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { EventStream } from '../events.ts';
import type { Paths } from '../paths.ts';
import type { Profile, ProfileOrigin } from '../profile.ts';
import type { ProfileService } from '../services.ts';
import type { Configuration, ProfileEntry } from './configuration.ts';
import { ConfigurationFile } from './configuration-file.ts';
import { problemOfFile } from './configuration-problems.ts';
import { nearestName } from './nearest-name.ts';
import { summarize, toDefinition, unsafeAddresses, withoutDefaults } from './profile-definition.ts';

/** Workspaces whose file is kept parsed; the oldest is dropped first. */
const mostWorkspaces = 64;

interface Layer {
  origin: ProfileOrigin;
  file: string;
  configuration: Configuration;
}

interface Found {
  entry: ProfileEntry;
  layer: Layer;
}

export class Profiles implements ProfileService {
  readonly #organisationFile: string;
  readonly #userFile: string;
  readonly #files = new Map<string, ConfigurationFile>();
  readonly #events: EventStream | undefined;

  constructor({ paths, events }: { paths: Pick<Paths, 'configFile' | 'systemConfigFile'>; events?: EventStream }) {
    this.#organisationFile = paths.systemConfigFile;
    this.#userFile = paths.configFile;
    this.#events = events;
    // Read once now, so that only what changes from here on is announced.
    this.#layers(undefined);
  }

  list(workspace?: string): ProfilesResponse {
    const layers = this.#layers(workspace);
    const { found, problems } = combine(layers);
    const profiles = [...found.values()].flatMap(({ entry }) => ('profile' in entry ? [summarize(entry.profile)] : []));
    return { profiles, problems: [...layers.flatMap((layer) => layer.configuration.problems), ...problems] };
  }

  find(name: string, workspace?: string): Profile {
    const layers = this.#layers(workspace);
    const { found } = combine(layers);
    const match = found.get(name);
    if (!match) throw notFound(name, layers, found);
    if ('profile' in match.entry) return match.entry.profile;
    const { problem, unsafe } = match.entry;
    const detail = `The profile "${name}" cannot be used. ${problem.file}, ${problem.message}`;
    throw new TokenwellError(unsafe ? 'insecure_address' : 'configuration_broken', detail);
  }

  describe(name: string, workspace?: string): ProfileDetails {
    const profile = this.find(name, workspace);
    return { ...summarize(profile), definition: toDefinition(profile) };
  }

  async add({ name, definition }: ProfileCreation): Promise<ProfileSummary> {
    const [unsafe] = unsafeAddresses(profileDefinition.parse(definition));
    if (unsafe) throw new TokenwellError('insecure_address', `The ${unsafe.path.join('.')} ${unsafe.fault}.`);
    const existing = combine(this.#layers(undefined)).found.get(name);
    if (existing) throw alreadyThere(name, existing.layer);
    this.#edit(name, withoutDefaults(definition));
    return summarize(this.find(name));
  }

  async copy(
    of: string,
    name: string,
    { scopes, clientId }: { scopes: string[]; clientId?: string | undefined },
  ): Promise<Profile> {
    const profile = this.find(of);
    // Another client has another secret, or none.
    const other =
      clientId === undefined || clientId === profile.clientId
        ? {}
        : { client_id: clientId, token_endpoint_auth_method: 'none' as const };
    // Its proxy as it is: what people are shown has no password in it.
    const proxy = profile.proxy === null ? {} : { proxy: profile.proxy };
    await this.add({ name, definition: { ...toDefinition(profile), ...proxy, ...other, scope: scopes.join(' ') } });
    return this.find(name);
  }

  async change(name: string, change: ProfileChange): Promise<ProfileSummary> {
    const profile = this.find(name);
    if (profile.origin !== 'user') throw readOnly(name, profile.file);
    const before = toDefinition(profile);
    const changed = Object.fromEntries(
      Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined),
    );
    const after = profileDefinition.safeParse(changed);
    if (!after.success) {
      const missing = after.error.issues.map(({ path }) => `\`${path.join('.')}\``).join(', ');
      throw new TokenwellError('bad_request', `A profile needs ${missing}. Nothing was changed.`);
    }
    const [unsafe] = unsafeAddresses(after.data);
    if (unsafe) throw new TokenwellError('insecure_address', `The ${unsafe.path.join('.')} ${unsafe.fault}.`);
    this.#file('user', this.#userFile).editAll(editsFor(['profiles', name], before, change));
    this.#layers(undefined);
    return summarize(this.find(name));
  }

  async remove(name: string): Promise<void> {
    const layers = this.#layers(undefined);
    const user = layers.find(({ origin }) => origin === 'user');
    if (!user?.configuration.profiles.has(name)) {
      const { found } = combine(layers);
      const elsewhere = found.get(name);
      if (!elsewhere) throw notFound(name, layers, found);
      throw readOnly(name, elsewhere.layer.file);
    }
    this.#edit(name, undefined);
  }

  #edit(name: string, definition: object | undefined): void {
    this.#file('user', this.#userFile).edit(['profiles', name], definition);
    this.#layers(undefined);
  }

  /** Every file that counts, first the one that goes first. Tells windows when one has changed. */
  #layers(workspace: string | undefined): Layer[] {
    let anyChanged = false;
    const read = (origin: ProfileOrigin, file: string): Layer => {
      const { configuration, changed } = this.#file(origin, file).read();
      anyChanged ||= changed;
      return { origin, file, configuration };
    };
    const layers = [read('organisation', this.#organisationFile), read('user', this.#userFile)];
    if (workspace !== undefined) layers.push(read('workspace', join(workspace, 'tokenwell.json')));
    if (anyChanged) this.#events?.emit({ type: 'profiles' });
    return layers;
  }

  #file(origin: ProfileOrigin, path: string): ConfigurationFile {
    const known = this.#files.get(path);
    if (known) return known;
    const file = new ConfigurationFile({ origin, file: path });
    this.#files.set(path, file);
    // The organisation's and the user's file were put in first and stay; of the others the oldest goes.
    const oldestWorkspace = [...this.#files.keys()][2];
    if (this.#files.size > mostWorkspaces + 2 && oldestWorkspace) this.#files.delete(oldestWorkspace);
    return file;
  }
}

/** One edit a member, `endpoints.token` too, so that comments between them stay. */
function editsFor(path: string[], before: object, change: object): { path: string[]; value: unknown }[] {
  return Object.entries(change).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const earlier = (before as Record<string, unknown>)[name];
    const here = [...path, name];
    if (!isObject(value) || !isObject(earlier)) return [{ path: here, value: value ?? undefined }];
    const gone = Object.keys(earlier).filter((member) => !(member in value));
    return editsFor(here, earlier, { ...Object.fromEntries(gone.map((member) => [member, null])), ...value });
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function combine(layers: Layer[]): { found: Map<string, Found>; problems: ConfigurationProblem[] } {
  const found = new Map<string, Found>();
  const problems: ConfigurationProblem[] = [];
  for (const layer of layers) {
    const unreadable = layers.find(({ configuration }) => !configuration.readable);
    if (layer.origin === 'workspace' && unreadable && unreadable !== layer) {
      const message = `its profiles are not used while ${unreadable.file} is broken, because they might take a name from there.`;
      problems.push(problemOfFile(layer.file, message));
      continue;
    }
    for (const [name, entry] of layer.configuration.profiles) {
      const earlier = found.get(name);
      if (earlier) problems.push(problemOfFile(layer.file, taken(name, earlier.layer)));
      else found.set(name, { entry, layer });
    }
  }
  return { found, problems };
}

function taken(name: string, by: Layer): string {
  const owner = by.origin === 'organisation' ? 'your organisation' : 'you';
  const verb = by.origin === 'organisation' ? 'has' : 'have';
  return `the profile "${name}" is not used, because ${owner} ${verb} one of this name in ${by.file}; rename one of them.`;
}

function alreadyThere(name: string, layer: Layer): TokenwellError {
  return new TokenwellError('profile_exists', `There is a profile "${name}" in ${layer.file} already.`);
}

function readOnly(name: string, file: string): TokenwellError {
  return new TokenwellError(
    'profile_read_only',
    `The profile "${name}" comes from your organisation, in ${file}; whoever runs this machine can change it there.`,
  );
}

function notFound(name: string, layers: Layer[], found: Map<string, Found>): TokenwellError {
  const broken = layers.find(({ configuration }) => !configuration.readable);
  if (broken) {
    const [problem] = broken.configuration.problems;
    const detail = `There is no profile "${name}", but ${broken.file} is broken and might have it: ${problem?.message ?? ''}`;
    return new TokenwellError('configuration_broken', detail);
  }
  const meant = nearestName(name, found.keys());
  const names = [...found.keys()];
  if (meant) return new TokenwellError('profile_not_found', `There is no profile "${name}"; did you mean "${meant}"?`);
  const hint = names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are none yet.';
  return new TokenwellError('profile_not_found', `There is no profile "${name}". ${hint}`);
}
