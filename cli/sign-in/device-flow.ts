/** The device flow (RFC 8628): shows host, code and address, and counts down until it is approved somewhere. */

import type { Connection } from '../../clients/node/connection.ts';
import type { SignIn } from '../../daemon/api.ts';
import { openBrowser } from '../browser.ts';
import { clockTime } from '../output/duration.ts';
import { paintFor } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printOn } from '../output/print.ts';
import { qrCode } from '../output/qr-code.ts';
import type { SignInScreen } from './screen.ts';
import { waitForEnd } from './wait.ts';

export async function signInWithDevice(
  daemon: Connection,
  start: () => Promise<SignIn>,
  screen: SignInScreen,
): Promise<SignIn> {
  const signIn = await start();
  await show(signIn, screen);
  const countdown = startCountdown(screen.output);
  try {
    return await waitForEnd(daemon, signIn, { onWaiting: countdown.show, again: screen.again });
  } finally {
    countdown.clear();
  }
}

async function show(signIn: SignIn, { browser, qr, output }: SignInScreen): Promise<void> {
  const print = (line = '') => printOn(output, line);
  const address = signIn.verification_uri ?? '';
  const complete = signIn.verification_uri_complete ?? address;
  print(`Sign in at ${paintFor(output, 'bold', plainText(signIn.host))}`);
  print(`  Open   ${paintFor(output, 'cyan', plainText(address))}`);
  print(`  Code   ${paintFor(output, 'bold', plainText(signIn.user_code ?? ''))}`);
  if (complete !== address) print(`  Or     ${plainText(complete)}`);
  if (signIn.verification_host_differs) {
    const host = URL.parse(address)?.host ?? address;
    const warning = `This page is at ${host}, not at ${signIn.host}: go on only if you know both.`;
    print(`${paintFor(output, 'yellow', '!')} ${plainText(warning)}`);
  }
  print();
  const code = qr && signIn.may_open ? await qrCode(complete) : null;
  if (code) print(code);
  if (!signIn.may_open)
    print(`${paintFor(output, 'yellow', '!')} This address is not safe (no https), so it is not opened for you.`);
  else if (browser && openBrowser(complete))
    print('A browser window should open now; check that it shows the same code.');
}

/** A line that wraps could not be written over, and would push the code off a small screen. */
function waitingLine(left: string, output: NodeJS.WriteStream): string {
  const line = `Waiting for you to approve it there. ${left} Ctrl-C cancels.`;
  if (line.length < (output.columns || 80))
    return `Waiting for you to approve it there. ${left} ${paintFor(output, 'dim', 'Ctrl-C cancels.')}`;
  return `Waiting. ${left}`;
}

/** One line that is written over on a terminal; one line in all elsewhere. */
function startCountdown(output: NodeJS.WriteStream) {
  let shown = '';
  if (!output.isTTY) {
    return {
      show: () => {
        if (shown === '') printOn(output, 'Waiting for you to approve it there.');
        shown = 'said';
      },
      clear: () => {},
    };
  }
  return {
    show: ({ expires_at: end }: SignIn) => {
      const left = end === null ? '' : `${clockTime(end - Date.now() / 1000)} left.`;
      const line = waitingLine(left, output);
      if (line !== shown) output.write(`\r${line}\x1b[K`);
      shown = line;
    },
    clear: () => output.write('\r\x1b[K'),
  };
}
