/** The status as it changes, by the daemon's events: for `tokenwell status --watch`. */

import type { AccountSummary, Event } from '../daemon/api.ts';
import { notRunning, type Status } from './commands/status.ts';
import { followDaemon } from './follow-daemon.ts';
import { runningDaemon } from './reach-daemon.ts';

/** Calls back with the whole status at first and after each change, until what it returns is called. */
export function followStatus(changed: (status: Status) => void): () => void {
  let status = notRunning;
  const tell = (next: Status) => {
    status = next;
    changed(status);
  };
  const readProfiles = async () => {
    const answer = await (await runningDaemon())?.profiles();
    if (!answer || !status.running) return;
    tell({ ...status, profiles: answer.profiles.map(({ name }) => name), problems: answer.problems });
  };
  const feed = followDaemon({
    onEvent: (event) => {
      const next = after(status, event);
      // Its profiles come by a call of their own; what is shown before them would say that there are none.
      if (event.type === 'hello') status = next;
      else if (next !== status) tell(next);
      // A daemon that ends meanwhile is told by the end of the connection.
      if (event.type === 'hello' || event.type === 'profiles') void readProfiles().catch(() => tell(status));
    },
    onDisconnect: () => tell(notRunning),
  });
  return () => feed.close();
}

function after(status: Status, event: Event): Status {
  switch (event.type) {
    case 'hello': {
      const { version, store, accounts } = event;
      return { ...status, running: true, version, store, accounts };
    }
    case 'account':
      return { ...status, accounts: withAccount(status.accounts, event.account) };
    case 'account_removed':
      return { ...status, accounts: status.accounts.filter(({ id }) => id !== event.account) };
    case 'store':
      return { ...status, store: event.store };
    default:
      return status;
  }
}

function withAccount(accounts: AccountSummary[], account: AccountSummary): AccountSummary[] {
  const isKnown = accounts.some(({ id }) => id === account.id);
  return isKnown ? accounts.map((one) => (one.id === account.id ? account : one)) : [...accounts, account];
}
