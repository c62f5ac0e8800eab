/**
 * Settings: the user's file over the organisation's over the defaults. Where they are silent about the network, what
 * the first client found in its environment is used, because the daemon's own environment is that of whoever happened
 * to start it.
 */

import { isAbsolute } from 'node:path';
import { type EnvironmentOffer, type Settings, settings as settingsSchema } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { OutgoingValues } from '../outgoing-settings.ts';
import type { Paths } from '../paths.ts';
import type { SettingsService } from '../services.ts';
import { ConfigurationFile } from './configuration-file.ts';
import { absolutePath } from './profile-definition.ts';

export class SettingsFile implements SettingsService {
  readonly #paths: Pick<Paths, 'configFile' | 'systemConfigFile'>;
  readonly #organisation: ConfigurationFile;
  readonly #user: ConfigurationFile;
  #lastGood: { organisation: Partial<Settings>; user: Partial<Settings> } = { organisation: {}, user: {} };
  #offer: EnvironmentOffer = {};

  constructor({ paths }: { paths: Pick<Paths, 'configFile' | 'systemConfigFile'> }) {
    this.#paths = paths;
    this.#organisation = new ConfigurationFile({ origin: 'organisation', file: paths.systemConfigFile });
    this.#user = new ConfigurationFile({ origin: 'user', file: paths.configFile });
  }

  get(): Settings {
    const { organisation, user } = this.#said();
    return settingsSchema.parse({ ...organisation, ...user });
  }

  async update(change: { [Name in keyof Settings]?: Settings[Name] | null | undefined }): Promise<Settings> {
    const wanted = Object.entries(change).filter(([, value]) => value !== undefined);
    // Everything is checked before anything is written.
    for (const [name, value] of wanted) checkSetting(name, value);
    for (const [name, value] of wanted) this.#user.edit(['settings', name], value === null ? undefined : value);
    return this.get();
  }

  /** The first offer of each kind stays until the daemon ends, so that windows do not pull it to and fro. */
  offer(environment: EnvironmentOffer): void {
    const usable = { ...environment };
    if (usable.https_proxy && !URL.canParse(usable.https_proxy)) delete usable.https_proxy;
    if (usable.extra_ca_certs && !isAbsolute(usable.extra_ca_certs)) delete usable.extra_ca_certs;
    const given = Object.fromEntries(Object.entries(usable).filter(([, value]) => value));
    this.#offer = { ...given, ...this.#offer };
  }

  /** How calls leave this machine. */
  outgoing(): OutgoingValues {
    const { https_proxy: proxy, no_proxy: noProxy } = this.get();
    const caFile = this.#caFile() ?? this.#offer.extra_ca_certs;
    // A proxy of the settings does not go with a list of exceptions from somewhere else.
    const offered = proxy === undefined ? this.#offer : {};
    return {
      proxy: proxy ?? offered.https_proxy ?? null,
      noProxy: noProxy ?? offered.no_proxy ?? null,
      certificateAuthorityFiles: caFile ? [caFile] : [],
    };
  }

  /** null: nobody told; look in the usual place. */
  dbusSessionBusAddress(): string | null {
    return this.get().dbus_session_bus_address ?? this.#offer.dbus_session_bus_address ?? null;
  }

  #caFile(): string | undefined {
    const { organisation, user } = this.#said();
    if (user.ca_file) return absolutePath(user.ca_file, this.#paths.configFile);
    if (organisation.ca_file) return absolutePath(organisation.ca_file, this.#paths.systemConfigFile);
    return undefined;
  }

  /** A file that is being edited and is broken for a moment keeps what it said before. */
  #said(): { organisation: Partial<Settings>; user: Partial<Settings> } {
    const organisation = this.#organisation.read().configuration;
    const user = this.#user.read().configuration;
    this.#lastGood = {
      organisation: organisation.readable ? organisation.settings : this.#lastGood.organisation,
      user: user.readable ? user.settings : this.#lastGood.user,
    };
    return this.#lastGood;
  }
}

function checkSetting(name: string, value: unknown): void {
  const schema = (settingsSchema.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>)[name];
  if (!schema) throw new TokenwellError('bad_request', `There is no setting "${name}".`);
  if (value !== null && !schema.safeParse(value).success) {
    throw new TokenwellError('bad_request', `The setting "${name}" cannot have this value.`);
  }
}
