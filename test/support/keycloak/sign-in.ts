/** Signs in at a daemon by the device flow, approved at Keycloak's real pages. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../../clients/node/connection.ts';
import type { AccountSummary } from '../../../daemon/api.ts';
import type { Keycloak } from '../keycloak.ts';

/** Resolves with the account; rejects with the daemon's words where the sign-in ended otherwise. */
export async function signInByDevice(
  daemon: Connection,
  profile: string,
  keycloak: Pick<Keycloak, 'approve'>,
  user = 'alice',
): Promise<AccountSummary> {
  const { id, verification_uri_complete } = await daemon.startSignIn({ profile, flow: 'device' });
  await keycloak.approve(verification_uri_complete ?? '', user);
  for (;;) {
    const { state, account, error } = await daemon.signIn(id);
    if (account) return account;
    if (state !== 'waiting') throw new Error(`The sign-in ended as ${state}: ${error?.detail}`);
    await sleep(100);
  }
}
