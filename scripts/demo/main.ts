/**
 * `npm run demo`: the main job, on an authorization server that lives in this process.
 *
 *     npm run demo              you approve in a browser; Ctrl-C ends it
 *     npm run demo -- --yes     approves by itself and ends after three renewals (CI=true does the same)
 *     npm run demo -- --server  keeps the server for commands of your own, until Ctrl-C
 */

import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { paint } from '../../cli/output/paint.ts';
import { EventFeed } from '../../clients/node/events.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { AccountSummary, Event, SignIn } from '../../daemon/api.ts';
import { Renewals } from './renewals.ts';
import { accessTokenLife, createWorld, output, type World } from './world.ts';

const keepsServer = process.argv.includes('--server');
const byItself = process.argv.includes('--yes') || process.env.CI === 'true';
const enoughRenewals = 3;
const cli = join(import.meta.dirname, '../../cli/main.ts');

/** Rejects when the person presses Ctrl-C. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => reject(new Interrupted()));
});
interrupted.catch(() => {});

class Interrupted extends Error {}

await demo();

async function demo(): Promise<void> {
  say('');
  say(paint('bold', 'Tokenwell: sign in once, and every script has a fresh token.'));
  say(`An authorization server starts in this process. Its access tokens live ${accessTokenLife} seconds; its refresh`);
  say('tokens work once each. A daemon starts beside it, with everything in memory and a temporary folder.');
  const world = await createWorld();
  const touring = keepsServer ? invite(world) : tour(world);
  try {
    await Promise.race([touring, interrupted]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say('\nStopped.');
    process.exitCode = byItself && !keepsServer ? 130 : 0;
  } finally {
    await world.end();
    // The tour finds the world gone and ends; what it was just doing must not outlive the demo.
    await touring.catch(() => {});
    say(paint('dim', 'The daemon and the server have ended; their files are gone.'));
  }
}

/** Says what can be typed elsewhere, and waits. */
async function invite(world: World): Promise<void> {
  await addProfile(world);
  heading('In another terminal, in this folder', `export TOKENWELL_HOME=${world.environment.TOKENWELL_HOME}`);
  for (const command of ['alias tokenwell="$PWD/bin/tokenwell"', 'tokenwell login demo', 'tokenwell token demo'])
    say(`${paint('cyan', '$')} ${command}`);
  say(
    '\nThe profile `demo` is there; in the browser you choose as whom to sign in. `tokenwell status --watch` shows the renewals.',
  );
  say(`The server is ${world.server.issuer}. Ctrl-C ends it, and removes all of it.`);
  await interrupted;
}

async function tour(world: World): Promise<void> {
  const account = await signIn(world);
  await showCurl(world);
  await showRenewals(world, account);
}

async function addProfile({ server, daemon }: World): Promise<void> {
  const definition = { issuer: server.issuer, client_id: server.clientId, scope: 'openid profile offline_access' };
  await daemon.addProfile({ name: 'demo', definition });
}

async function signIn(world: World): Promise<AccountSummary> {
  const { daemon } = world;
  await addProfile(world);
  world.requireAlive();
  heading('1. Sign in', 'tokenwell login demo');
  const feed = followSignIn(world);
  try {
    const login = world.run(process.execPath, [cli, 'login', 'demo'], 'show');
    const [code] = await once(login, 'exit');
    if (code !== 0) throw new Error('The sign-in did not succeed; start the demo again.');
  } finally {
    feed.close();
  }
  const { accounts } = await daemon.accounts();
  const [account] = accounts;
  if (!account) throw new Error('The sign-in left no account.');
  return account;
}

/** Plays the person where nobody is there to approve. */
function followSignIn({ server, environment, paths }: World): EventFeed {
  const approved = new Set<string>();
  const approve = (signIn: SignIn) => {
    if (!byItself || signIn.state !== 'waiting' || !signIn.user_code || approved.has(signIn.id)) return;
    approved.add(signIn.id);
    void server.approve(signIn.user_code);
  };
  return new EventFeed({
    find: () => findDaemon(paths, environment),
    client: 'tokenwell-demo',
    onEvent: (event: Event) => {
      if (event.type === 'hello') event.sign_ins.forEach(approve);
      if (event.type === 'sign_in') approve(event.sign_in);
    },
  });
}

async function showCurl(world: World): Promise<void> {
  heading('2. Any program asks the daemon', 'curl --unix-socket "$TOKENWELL_SOCKET" http://tokenwell/v1/token/demo');
  const curl = world.run(
    'curl',
    ['-sS', '--unix-socket', world.paths.socket, 'http://tokenwell/v1/token/demo'],
    'read',
  );
  const answer = JSON.parse(await output(curl));
  // A token is a secret even here: whoever sees the screen would have it.
  say(JSON.stringify({ ...answer, access_token: `${answer.access_token.slice(0, 6)}…` }, null, 2));
}

async function showRenewals(world: World, account: AccountSummary): Promise<void> {
  heading('3. A long run', 'python3 scripts/demo/script.py demo API');
  say('The script calls an API each second, with the token that the daemon gives it at that moment.');
  say(
    `Each line below is a renewal: it happens before the old token ends.${byItself ? '' : ' Ctrl-C ends the demo.'}\n`,
  );
  const renewals = new Renewals(account);
  const script = world.run(
    'python3',
    [join(import.meta.dirname, 'script.py'), 'demo', `${world.server.issuer}/me`],
    'read',
  );
  if (script.stdout) createInterface(script.stdout).on('line', (line) => renewals.called(JSON.parse(line)));
  const failure = new Promise<never>((_, reject) => {
    script.once('exit', (code) => code && reject(new Error(`The script ended with code ${code}.`)));
  });
  failure.catch(() => {});
  renewals.start();
  try {
    await Promise.race([watch(world, renewals), failure, interrupted]);
  } finally {
    renewals.stop();
  }
  say(`\n${renewals.summary()}`);
  if (renewals.refused > 0) throw new Error('A token was refused: that should not happen.');
  say(paint('dim', 'Next: README.md says how to add your own server.'));
}

/** Resolves after enough renewals when nobody watches; otherwise goes on until it is interrupted. */
function watch({ environment, paths }: World, renewals: Renewals): Promise<void> {
  let renewing = false;
  return new Promise((resolve) => {
    const feed = new EventFeed({
      find: () => findDaemon(paths, environment),
      client: 'tokenwell-demo',
      onEvent: (event: Event) => {
        if (event.type === 'token_renewed') renewing = true;
        if (event.type !== 'account' || !renewing) return;
        renewing = false;
        renewals.renewed(event.account);
        if (!byItself || renewals.count < enoughRenewals) return;
        feed.close();
        resolve();
      },
    });
    interrupted.catch(() => feed.close());
  });
}

function heading(title: string, command: string): void {
  say(`\n${paint('bold', title)}`);
  say(`${paint('cyan', '$')} ${command}`);
}

function say(line: string): void {
  console.log(line);
}
