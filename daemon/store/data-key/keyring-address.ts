/** Where the keyring is. On Linux it is a service on the user's D-Bus; elsewhere the system library knows. */

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The environment for the process that speaks with the keyring; null where there is no D-Bus to be found.
 * `offered` comes from the settings or from a window: the daemon's own environment may be that of cron.
 */
export function keyringEnvironment(
  offered: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv | null {
  const { NODE_OPTIONS: _, ...rest } = environment;
  if (platform !== 'linux') return rest;
  const address = offered || environment.DBUS_SESSION_BUS_ADDRESS || usualAddress(environment.XDG_RUNTIME_DIR);
  if (!address) return null;
  // Messages are told apart by their words, so they have to be English.
  return { ...rest, DBUS_SESSION_BUS_ADDRESS: address, LC_ALL: 'C', LANGUAGE: 'C' };
}

function usualAddress(runtimeDirectory: string | undefined): string | null {
  const socket = join(runtimeDirectory ?? `/run/user/${userInfo().uid}`, 'bus');
  return existsSync(socket) ? `unix:path=${socket}` : null;
}
