/** Tokenwell, as it is shipped, and oidc-agent, both signed in at the same authorization servers. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/build.ts';
import { freshHome, type SpawnedDaemon, spawnTestDaemon } from '../../test/support/daemon.ts';
import type { ServerProcess } from '../../test/support/server-process.ts';
import { signInByCode } from '../../test/support/sign-in.ts';
import { type OidcAgent, startOidcAgent } from './oidc-agent.ts';

/** Takes what shall be closed when the bench has ended, well or not. The last comes first. */
export type CloseLater = (close: () => Promise<void> | void) => void;

export interface SideBySide {
  daemon: SpawnedDaemon;
  /** The bundled `tokenwell` command, for Node to run. */
  command: string;
  agent: OidcAgent;
}

/** `servers`: by the name that the profile, and oidc-agent's account, shall have. */
export async function startSideBySide(
  servers: Record<string, ServerProcess>,
  closeLater: CloseLater,
): Promise<SideBySide> {
  const folder = freshHome();
  closeLater(() => rmSync(folder, { recursive: true, force: true }));
  await bundle({ folder });

  const profiles = Object.entries(servers).map(([name, { issuer, clientId }]) => {
    return [name, { issuer, client_id: clientId, scope: 'openid offline_access' }] as const;
  });
  const program = join(folder, 'daemon.mjs');
  const daemon = await spawnTestDaemon({ program, profiles: Object.fromEntries(profiles) });
  closeLater(() => daemon.close());
  const agent = await startOidcAgent();
  closeLater(() => agent.close());

  for (const [name, server] of Object.entries(servers)) {
    await signInByCode(daemon.connection, server, { profile: name });
    await agent.add(name, server);
  }
  return { daemon, command: join(folder, 'cli.mjs'), agent };
}
