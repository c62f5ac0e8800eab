/** The account whose tokens or applications a command is about. */

import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { findAccount } from '../find-account.ts';
import { reachDaemon } from '../reach-daemon.ts';

export async function managedAccount(
  profile: string,
  named: string | undefined,
): Promise<{ daemon: Connection; account: AccountSummary }> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  return { daemon, account: await findAccount(daemon, accounts, profile, named) };
}
