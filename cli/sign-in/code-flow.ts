/** The authorization code flow: the browser comes back to a loopback address of ours (RFC 8252 §7.3). */

import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { listenForRedirect } from '../../clients/node/redirect-listener.ts';
import type { SignIn } from '../../daemon/api.ts';
import { openBrowser } from '../browser.ts';
import { paintFor } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside, printOn } from '../output/print.ts';
import type { SignInScreen } from './screen.ts';
import { waitForEnd } from './wait.ts';

export async function signInWithCode(
  daemon: Connection,
  start: (redirectUri: string) => Promise<SignIn>,
  screen: SignInScreen,
): Promise<SignIn> {
  // The browser can come back only after the sign-in was started, and that needs the listener's address.
  let id = '';
  const listener = await listenForRedirect('The terminal says why.', (address) => redeem(daemon, id, address));
  try {
    const signIn = await start(listener.redirectUri);
    id = signIn.id;
    show(signIn, screen);
    return await waitForEnd(daemon, signIn, { again: screen.again });
  } finally {
    await listener.close();
  }
}

/** Whether this redirect ended the sign-in well. One that the daemon refuses may be forged, so waiting goes on. */
async function redeem(daemon: Connection, id: string, address: string): Promise<boolean> {
  try {
    const { state } = await daemon.redeemSignIn(id, { callback_url: address });
    return state === 'signed_in';
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    printAside(`A browser came back with something that was not accepted: ${plainText(error.message)}`);
    return false;
  }
}

function show(signIn: SignIn, { browser, output }: SignInScreen): void {
  const print = (line = '') => printOn(output, line);
  const address = signIn.authorization_uri ?? '';
  print(`Sign in at ${paintFor(output, 'bold', plainText(signIn.host))}`);
  print();
  if (browser && signIn.may_open && openBrowser(address)) print('A browser window should open now. If not, open:');
  else print('Open this in a browser on this machine (over SSH, `--flow device` is the easier way):');
  print();
  print(`  ${paintFor(output, 'cyan', plainText(address))}`);
  print();
  print(`Waiting for the browser to come back. ${paintFor(output, 'dim', 'Ctrl-C cancels.')}`);
}
