/** Where the daemon is, as the variables by which programs find it. */

import type { Connection } from '../../clients/node/connection.ts';

export async function daemonVariables(daemon: Connection): Promise<Record<string, string>> {
  const { socket, discovery } = daemon.address;
  // TCP can be turned off in the settings.
  if (!discovery?.url) return { TOKENWELL_SOCKET: socket };
  // In a terminal of a workspace callers over TCP belong to it as well.
  const workspace = process.env.TOKENWELL_WORKSPACE;
  const keyFile = workspace ? (await daemon.clientKey(workspace)).key_file : discovery.key_file;
  return { TOKENWELL_SOCKET: socket, TOKENWELL_URL: discovery.url, TOKENWELL_KEY_FILE: keyFile };
}
