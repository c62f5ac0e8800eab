/** The settings of the running daemon: changes take effect at once, and what clients offer is used at once. */

import type { EnvironmentOffer, Settings } from '../api.ts';
import { SettingsFile } from '../configuration/settings.ts';
import type { Paths } from '../paths.ts';

export interface LiveSettingsOptions {
  paths: Pick<Paths, 'configFile' | 'systemConfigFile'>;
  /** Called with the settings in force, at start and after each change. */
  apply: (settings: Settings) => void;
  /** A client knows where the keyring is: worth another try. */
  dbusOffered: () => void;
}

export class LiveSettings extends SettingsFile {
  readonly #options: LiveSettingsOptions;

  constructor(options: LiveSettingsOptions) {
    super(options);
    this.#options = options;
  }

  apply(): void {
    this.#options.apply(this.get());
  }

  override async update(change: Parameters<SettingsFile['update']>[0]): Promise<Settings> {
    const settings = await super.update(change);
    this.apply();
    return settings;
  }

  override offer(environment: EnvironmentOffer): void {
    super.offer(environment);
    if (environment.dbus_session_bus_address) this.#options.dbusOffered();
  }

  /** How providers ask for the proxy and the certificates. */
  readonly outgoingSettings = { current: () => this.outgoing() };
}
