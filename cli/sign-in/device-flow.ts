/** The device flow (RFC 8628): shows host, code and address, and counts down until it is approved somewhere. */

import type { Connection } from '../../clients/node/connection.ts';
import type { SignIn, SignInCreation } from '../../daemon/api.ts';
import { openBrowser } from '../browser.ts';
import { clockTime } from '../output/duration.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print } from '../output/print.ts';
import { qrCode } from '../output/qr-code.ts';
import { waitForEnd } from './wait.ts';

export interface ShowOptions {
  browser: boolean;
  qr: boolean;
}

export async function signInWithDevice(
  daemon: Connection,
  creation: SignInCreation,
  options: ShowOptions,
): Promise<SignIn> {
  const signIn = await daemon.startSignIn(creation);
  await show(signIn, options);
  const countdown = startCountdown();
  try {
    return await waitForEnd(daemon, signIn, { onWaiting: countdown.show });
  } finally {
    countdown.clear();
  }
}

async function show(signIn: SignIn, { browser, qr }: ShowOptions): Promise<void> {
  const address = signIn.verification_uri ?? '';
  const complete = signIn.verification_uri_complete ?? address;
  print(`Sign in at ${paint('bold', plainText(signIn.host))}`);
  print(`  Open   ${paint('cyan', plainText(address))}`);
  print(`  Code   ${paint('bold', plainText(signIn.user_code ?? ''))}`);
  if (complete !== address) print(`  Or     ${plainText(complete)}`);
  if (signIn.verification_host_differs) {
    const host = URL.parse(address)?.host ?? address;
    const warning = `This page is at ${host}, not at ${signIn.host}: go on only if you know both.`;
    print(`${paint('yellow', '!')} ${plainText(warning)}`);
  }
  print();
  const code = qr && signIn.may_open ? await qrCode(complete) : null;
  if (code) print(code);
  if (!signIn.may_open)
    print(`${paint('yellow', '!')} This address is not safe (no https), so it is not opened for you.`);
  else if (browser && openBrowser(complete))
    print('A browser window should open now; check that it shows the same code.');
}

/** A line that wraps could not be written over, and would push the code off a small screen. */
function waitingLine(left: string, width: number): string {
  const line = `Waiting for you to approve it there. ${left} Ctrl-C cancels.`;
  if (line.length < width) return `Waiting for you to approve it there. ${left} ${paint('dim', 'Ctrl-C cancels.')}`;
  return `Waiting. ${left}`;
}

/** One line that is written over on a terminal; one line in all elsewhere. */
function startCountdown() {
  let shown = '';
  if (!process.stdout.isTTY) {
    return {
      show: () => {
        if (shown === '') print('Waiting for you to approve it there.');
        shown = 'said';
      },
      clear: () => {},
    };
  }
  return {
    show: ({ expires_at: end }: SignIn) => {
      const left = end === null ? '' : `${clockTime(end - Date.now() / 1000)} left.`;
      const line = waitingLine(left, process.stdout.columns || 80);
      if (line !== shown) process.stdout.write(`\r${line}\x1b[K`);
      shown = line;
    },
    clear: () => process.stdout.write('\r\x1b[K'),
  };
}
