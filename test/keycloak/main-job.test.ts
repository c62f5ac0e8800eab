/** The main job, as a person does it: the real command, the real daemon, curl, and a real Keycloak with rotation. */

import assert from 'node:assert/strict';
import { CommandLine, type Finished } from '../support/command-line.ts';
import { confidentialClientSecret, type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('the main job against Keycloak', () => {
  let keycloak: Keycloak;
  let terminal: CommandLine;

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
  });
  beforeEach(() => {
    terminal = new CommandLine();
  });
  afterEach(() => terminal.close());

  it('adds a profile, signs in, serves curl, shows the status and signs out', async () => {
    await addProfile('lab', 'automated-access', 'openid offline_access');
    await logIn('lab');
    assert.match((await terminal.tokenwell(['status'])).stdout, /lab\s+alice\s+signed in\s+in 4 min/);

    const token = await curl('lab', 'Accept: text/plain');
    assert.equal(await userinfoStatus(token), 200);
    const answer = JSON.parse(await curl('lab', 'Accept: application/json'));
    assert.equal(answer.access_token, token);
    assert.equal(answer.profile, 'lab');
    assert.ok(answer.expires_in > 200);

    const out = done(await terminal.tokenwell(['logout', 'lab', '--json']));
    assert.match(out.stdout, /"revoked"/);
    assert.equal(await userinfoStatus(token), 401);
    assert.equal((await terminal.tokenwell(['token', 'lab'])).exitCode, 3);
  });

  it('survives the end of the daemon and renews on demand', async () => {
    await addProfile('lab', 'automated-access', 'openid offline_access');
    await logIn('lab');
    done(await terminal.tokenwell(['daemon', 'stop']));
    const first = done(await terminal.tokenwell(['token', 'lab'])).stdout.trim();
    const second = done(await terminal.tokenwell(['token', 'lab', '--refresh'])).stdout.trim();
    assert.notEqual(second, first);
    assert.equal(await userinfoStatus(second), 200);
  });

  it('serves a narrower token and keeps the wide one', async () => {
    await addProfile('lab', 'automated-access', 'openid offline_access');
    await logIn('lab');
    const narrow = done(await terminal.tokenwell(['token', 'lab', '--scope', 'openid email'])).stdout.trim();
    const wide = done(await terminal.tokenwell(['token', 'lab'])).stdout.trim();
    assert.notEqual(narrow, wide);
    assert.equal(await userinfoStatus(narrow), 200);
    assert.equal(await userinfoStatus(wide), 200);
  });

  it('takes over an offline token by pasting, and knows a confidential client', async () => {
    await addProfile('unattended', 'automated-access', 'openid offline_access');
    const input = await offlineToken();
    done(await terminal.tokenwell(['login', 'unattended', '--flow', 'paste'], { input }));
    assert.equal(await userinfoStatus(done(await terminal.tokenwell(['token', 'unattended'])).stdout.trim()), 200);

    await addProfile('server', 'confidential', 'openid', '--auth-method', 'client_secret_basic');
    await logIn('server', 'bob', { TOKENWELL_CLIENT_SECRET: confidentialClientSecret });
    const status = JSON.parse(done(await terminal.tokenwell(['status', '--json'])).stdout);
    const names = status.accounts.map((account: { name: string }) => account.name).sort();
    assert.deepEqual(names, ['alice', 'bob']);
  });

  it('says so when the sign-in is denied', async () => {
    await addProfile('lab', 'automated-access', 'openid offline_access');
    const login = terminal.startTokenwell(['login', 'lab', '--no-browser', '--no-qr']);
    await keycloak.deny(await verificationUri(login));
    const { exitCode, stderr } = await login.finished;
    assert.equal(exitCode, 5, stderr);
    assert.match(stderr, /refused in the browser/);
  });

  it('says "sign in again" once the administrator has ended the session', async () => {
    await addProfile('lab', 'automated-access', 'openid offline_access');
    await logIn('lab', 'bob');
    await keycloak.admin.logout('bob');
    const refused = await terminal.tokenwell(['token', 'lab', '--refresh']);
    assert.equal(refused.exitCode, 3);
    assert.match(refused.stderr, /tokenwell login lab/);
    assert.match((await terminal.tokenwell(['status'])).stdout, /lab\s+bob\s+signed out/);
  });

  async function addProfile(name: string, clientId: string, scope: string, ...more: string[]): Promise<void> {
    const server = ['--issuer', keycloak.issuer, '--client-id', clientId, '--scope', scope];
    done(await terminal.tokenwell(['profile', 'add', name, ...server, ...more]));
  }

  async function logIn(profile: string, user = 'alice', environment: Record<string, string> = {}): Promise<void> {
    const login = terminal.startTokenwell(['login', profile, '--no-browser', '--no-qr'], { environment });
    await keycloak.approve(await verificationUri(login), user);
    done(await login.finished);
  }

  async function verificationUri(login: ReturnType<CommandLine['startTokenwell']>): Promise<string> {
    return (await login.output(/http:\S+user_code=\S+/))[0];
  }

  async function curl(profile: string, header: string): Promise<string> {
    const { TOKENWELL_SOCKET: socket } = JSON.parse(done(await terminal.tokenwell(['env', '--json'])).stdout);
    const args = ['-sS', '--fail-with-body', '-H', header, '--unix-socket', socket];
    return done(await terminal.start('curl', [...args, `http://tokenwell/v1/token/${profile}`]).finished).stdout;
  }

  async function userinfoStatus(accessToken: string): Promise<number> {
    const url = `${keycloak.issuer}/protocol/openid-connect/userinfo`;
    return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).status;
  }

  /** As somebody's other tool has got one. */
  async function offlineToken(): Promise<string> {
    const post = async (path: string, form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: 'automated-access', ...form });
      return (await fetch(`${keycloak.issuer}/protocol/openid-connect/${path}`, { method: 'POST', body })).json();
    };
    const device = (await post('auth/device', { scope: 'openid offline_access' })) as Record<string, string>;
    await keycloak.approve(device.verification_uri_complete ?? '');
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const tokens = await post('token', { grant_type, device_code: device.device_code ?? '' });
    return (tokens as { refresh_token: string }).refresh_token;
  }
});

function done(finished: Finished): Finished {
  assert.equal(finished.exitCode, 0, `${finished.stdout}\n${finished.stderr}`);
  return finished;
}
