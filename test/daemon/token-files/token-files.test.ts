import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../../daemon/api.ts';
import { TokenwellError } from '../../../daemon/errors.ts';
import { EventStream } from '../../../daemon/events.ts';
import { silentLog } from '../../../daemon/log.ts';
import { TokenFiles } from '../../../daemon/token-files/token-files.ts';
import { wlcgPlace } from '../../../daemon/token-files/wlcg-link.ts';
import { runCli } from '../../cli/run-cli.ts';
import { startAuthorizationServer } from '../../support/authorization-server.ts';
import { environmentOf, freshHome, startTestDaemon } from '../../support/daemon.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeAccount, fakeToken } from '../../support/fake-services.ts';
import { nextEvent, signIn } from '../../support/sign-in.ts';

describe('a token file', () => {
  it('is there for profiles that ask for it, fresh and closed to others, until the sign-out', async () => {
    const server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    const daemon = await startTestDaemon({ profiles: { lab: { ...profile, token_file: true }, plain: profile } });
    const file = join(daemon.paths.tokenFiles, 'lab');
    const mask = process.umask(0);
    const account = await signIn(daemon, server);
    await signIn(daemon, server, { profile: 'plain' });
    process.umask(mask);
    const first = (await daemon.connection.token('lab')).access_token;
    assert.equal(readFileSync(file, 'utf8'), first);
    assert.deepEqual([lstatSync(daemon.paths.tokenFiles).mode & 0o777, lstatSync(file).mode & 0o777], [0o700, 0o600]);
    assert.deepEqual(readdirSync(daemon.paths.tokenFiles), ['lab']);

    const environment = environmentOf(daemon.home);
    const { stdout } = await runCli(['run', 'lab', '--as', 'bearer-file', '--', 'printenv'], { environment });
    assert.ok(stdout.includes(`BEARER_TOKEN_FILE=${file}\n`) && !stdout.includes(first));
    const { stderr } = await runCli(['run', 'plain', '--as', 'bearer-file', '--', 'printenv'], { environment });
    assert.match(stderr, /"plain" is not kept in a file\.\nSet `"token_file": true`/);

    const renewed = nextEvent(daemon.daemon.services.events, (event) => event.type === 'token_renewed' || undefined);
    const rejected = createHash('sha256').update(first).digest('hex');
    const second = (await daemon.connection.token('lab', { rejected })).access_token;
    await renewed;
    assert.notEqual(second, first);
    assert.equal(readFileSync(file, 'utf8'), second);

    await daemon.connection.signOut(account.id);
    const isThereAfterSignOut = existsSync(file);
    await signIn(daemon, server);
    const isThereAgain = existsSync(file);
    await daemon.daemon.end('stop');
    assert.deepEqual([isThereAfterSignOut, isThereAgain, existsSync(file)], [false, true, false]);
    await daemon.close();
    await server.close();
  });

  describe('between renewals', () => {
    let home: string;
    let clock: FakeClock;
    let events: EventStream;
    let files: TokenFiles;
    let known: typeof fakeToken | undefined;
    let wanted: boolean | 'wlcg';
    let names: string[];
    let signedIn: (typeof fakeAccount)[];

    beforeEach(() => {
      home = freshHome();
      clock = new FakeClock();
      events = new EventStream();
      known = fakeToken;
      wanted = true;
      names = ['lab'];
      signedIn = [fakeAccount];
      files = start();
    });

    afterEach(() => {
      files.close();
      rmSync(home, { recursive: true, force: true });
    });

    const start = () =>
      new TokenFiles({
        ...{ folder: join(home, 'tokens'), wlcgPlace: join(home, 'bt_u1000'), events, clock, log: silentLog },
        profiles: {
          list: () => ({ profiles: names.map((name) => ({ name })), problems: [] }) as never,
          find: () => ({ tokenFile: wanted }) as never,
        },
        accounts: { list: () => signedIn },
        tokens: {
          lookUp: () => known,
          obtain: async () => {
            throw new TokenwellError('authorization_server_unavailable', 'It is down.');
          },
        },
      });
    const content = () => {
      const file = join(home, 'tokens/lab');
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    };
    const renewed: Event = { type: 'token_renewed', account: 'account-1', profile: 'lab', expires_at: null };

    it('goes when its token ends and the server brings no other', async () => {
      known = undefined;
      await clock.advance(299_000);
      assert.equal(content(), fakeToken.access_token);
      await clock.advance(2_000);
      assert.equal(content(), null);
    });

    it('goes when the machine slept through the life of its token', () => {
      clock.suspend(3_600_000);
      const token_expires_at = clock.now().wall / 1000 - 1;
      events.emit({ type: 'account', account: { ...fakeAccount, state: 'retrying', token_expires_at } });
      assert.equal(content(), null);
    });

    it('lives as long as the token that was put into it last', async () => {
      await clock.advance(200_000);
      known = { ...fakeToken, access_token: 'canary-second' };
      events.emit(renewed);
      await clock.advance(200_000);
      assert.equal(content(), 'canary-second');
    });

    it('goes when the profile asks for it no more, and comes when it asks again', () => {
      wanted = false;
      events.emit({ type: 'profiles' });
      assert.equal(content(), null);
      wanted = true;
      events.emit({ type: 'profiles' });
      assert.equal(content(), fakeToken.access_token);
    });

    it('of a daemon that was killed is not there for the next one', () => {
      writeFileSync(join(home, 'tokens/gone'), 'canary-old');
      files.close();
      files = start();
      assert.deepEqual(readdirSync(join(home, 'tokens')), ['lab']);
    });

    describe('at the place where tools of the grid look', () => {
      const place = () => join(home, 'bt_u1000');
      const found = () => (existsSync(place()) ? readFileSync(place(), 'utf8') : null);
      const restart = (wish: typeof wanted) => {
        files.close();
        wanted = wish;
        files = start();
      };

      it('is there only where the profile says so, fresh and closed to others, until the sign-out', () => {
        assert.equal(found(), null);
        restart('wlcg');
        assert.equal(found(), fakeToken.access_token);
        known = { ...fakeToken, access_token: 'canary-second' };
        events.emit(renewed);
        assert.equal(found(), 'canary-second');
        signedIn = [];
        events.emit({ type: 'account_removed', account: 'account-1', profile: 'lab' });
        assert.throws(() => lstatSync(place()), /ENOENT/);
      });

      it('goes with the daemon, and what a killed one left is taken away', () => {
        restart('wlcg');
        files.close();
        assert.throws(() => lstatSync(place()), /ENOENT/);
        symlinkSync(join(home, 'tokens/gone'), place());
        wanted = true;
        files = start();
        assert.throws(() => lstatSync(place()), /ENOENT/);
      });

      it('goes when its token ends', async () => {
        restart('wlcg');
        known = undefined;
        await clock.advance(301_000);
        assert.throws(() => lstatSync(place()), /ENOENT/);
      });

      it('never takes the place of what others put there', () => {
        const others: Record<string, () => void> = {
          'a file': () => writeFileSync(place(), 'canary-other'),
          'a link elsewhere': () => symlinkSync(join(home, 'elsewhere'), place()),
          'a folder': () => mkdirSync(place()),
        };
        for (const [what, put] of Object.entries(others)) {
          put();
          const before = lstatSync(place()).ino;
          restart('wlcg');
          events.emit(renewed);
          files.close();
          assert.equal(lstatSync(place()).ino, before, what);
          rmSync(place(), { recursive: true });
        }
      });

      it('is of one profile at a time; the next one follows', () => {
        names = ['lab', 'other'];
        signedIn = [fakeAccount, { ...fakeAccount, id: 'account-2', profile: 'other' }];
        restart('wlcg');
        assert.equal(readlinkSync(place()), join(home, 'tokens/lab'));
        signedIn = signedIn.slice(1);
        events.emit({ type: 'account_removed', account: 'account-1', profile: 'lab' });
        assert.equal(readlinkSync(place()), join(home, 'tokens/other'));
      });

      it('is in the session’s directory, else in the one that the system has for the user, else in /tmp', () => {
        const name = `bt_u${process.getuid?.()}`;
        assert.equal(wlcgPlace({ XDG_RUNTIME_DIR: '/run/session' }), `/run/session/${name}`);
        const usual = `/run/user/${process.getuid?.()}`;
        assert.equal(wlcgPlace({}), join(existsSync(usual) ? usual : '/tmp', name));
      });
    });

    it('is written no more once the daemon ends', () => {
      files.close();
      events.emit(renewed);
      assert.equal(content(), null);
    });
  });
});
