/** What to tell somebody whose keyring did not give the key. Most machines without a screen have none. */

import type { KeyringAnswer } from './keyring-child.ts';
import { giveUpSealedGrants, type Locked } from './source.ts';

const otherKinds =
  'Or keep the key elsewhere: run `export TOKENWELL_STORE=passphrase` (you type one after each start of the daemon) or `export TOKENWELL_STORE=keyfile` ' +
  '(an owner-only file, for jobs that run alone; whoever can read your files can use your sign-ins), then `tokenwell daemon restart`. docs/state.md compares all kinds.';

export const noBus: Locked = {
  reason: 'keyring_absent',
  detail:
    'There is no keyring in reach: the daemon knows no D-Bus session of yours. Open a VS Code window or a terminal of your desktop session, whose address it then uses, ' +
    `or on a machine without a desktop install and start one (Debian and Ubuntu: apt install gnome-keyring dbus-user-session). ${otherKinds}`,
};

export const mute: Locked = {
  reason: 'keyring_mute',
  detail:
    'The keyring has not answered for 10 seconds. It may be showing a window that asks for its password: look for it and type it. ' +
    'Otherwise restart it (log in again, or `systemctl --user restart gnome-keyring-daemon`). Tokenwell goes on by itself once it answers.',
};

/** What to tell where a key that nobody needs any more could not be taken away. */
export function leftBehind(name: string, why: string): string {
  const byHand =
    process.platform === 'linux'
      ? `secret-tool clear service tokenwell account '${name}'`
      : `delete the entry "tokenwell", "${name}" in the system's password manager`;
  return `${why} The entry "${name}" of "tokenwell" may still be in the keyring; it opens nothing any more. To remove it: ${byHand}`;
}

export function lockedFor(answer: Exclude<KeyringAnswer, { outcome: 'found' | 'created' | 'removed' }>): Locked {
  switch (answer.outcome) {
    case 'missing':
      return {
        reason: 'key_missing',
        detail: `The keyring is open but does not hold the key of this state. Was it reset, or is this another user's keyring? ${giveUpSealedGrants}`,
      };
    case 'not_installed':
      return {
        reason: 'keyring_absent',
        detail: `What Tokenwell needs to speak with a keyring is not installed (Debian and Ubuntu: apt install libsecret-1-0; Fedora: dnf install libsecret). ${otherKinds}`,
      };
    case 'failed':
      return isLocked(answer.message) ? locked : absent(answer.message);
  }
}

const locked: Locked = {
  reason: 'keyring_locked',
  detail:
    'The keyring is locked, or was never set up. Unlock it: log in to your desktop, or open its password manager (seahorse, KWallet) and unlock the "Login" keyring; ' +
    `without a desktop run: gnome-keyring-daemon --replace --unlock --daemonize (it reads your password from standard input; end it with Ctrl-D). Tokenwell goes on by itself once it is open. ${otherKinds}`,
};

function absent(message: string): Locked {
  return {
    reason: 'keyring_absent',
    detail:
      `No keyring answers on this machine (${printable(message)}). Install and start one (Debian and Ubuntu: apt install gnome-keyring dbus-user-session), or enable the Secret Service in KeePassXC or KWallet. ` +
      otherKinds,
  };
}

/** As gnome-keyring ("locked collection"; "does not exist" before its first use), KWallet and macOS say it. */
function isLocked(message: string): boolean {
  return /locked|dismissed|does not exist at path|interaction is not allowed/i.test(message);
}

/** Library messages: ours on this machine, and still no place for control characters. */
function printable(message: string): string {
  return message.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
