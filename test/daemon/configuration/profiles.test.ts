import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Profiles } from '../../../daemon/configuration/profiles.ts';
import { EventStream } from '../../../daemon/events.ts';

describe('profiles from configuration files', () => {
  let folder: string;
  let files: { user: string; organisation: string; workspace: string };
  let events: EventStream;
  let announced: number;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-profiles-'));
    files = {
      user: join(folder, 'user', 'config.json'),
      organisation: join(folder, 'organisation', 'config.json'),
      workspace: join(folder, 'work', 'tokenwell.json'),
    };
    for (const file of Object.values(files)) mkdirSync(dirname(file), { recursive: true });
    events = new EventStream();
    announced = 0;
    events.subscribe((event) => {
      if (event.type === 'profiles') announced += 1;
    });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => new Profiles({ paths: { configFile: files.user, systemConfigFile: files.organisation }, events });
  const write = (file: keyof typeof files, text: string) => writeFileSync(files[file], text);
  const lab = (issuer = 'https://auth.example.org') =>
    `{"profiles": {"lab": {"issuer": "${issuer}", "client_id": "cli"}}}`;
  const workspace = () => dirname(files.workspace);
  const messages = (profiles = open()) => profiles.list(workspace()).problems.map(({ message }) => message);

  it('there are none, and no problem, without any file', () => {
    assert.deepEqual(open().list(workspace()), { profiles: [], problems: [] });
    assert.throws(() => open().find('lab'), { code: 'profile_not_found', message: /There are none yet/ });
  });

  it('fills in the defaults, and finds files beside the configuration', () => {
    write(
      'user',
      '{"profiles": {"lab": {"issuer": "https://auth.example.org", "client_id": "cli", "ca_file": "ca.pem"}}}',
    );
    assert.deepEqual(open().find('lab'), {
      name: 'lab',
      origin: 'user',
      file: files.user,
      provider: 'oidc',
      issuer: 'https://auth.example.org',
      clientId: 'cli',
      scopes: ['openid'],
      resources: [],
      clientAuthenticationMethod: 'none',
      privateKeyFile: null,
      privateKeyAlgorithm: null,
      privateKeyId: null,
      certificateFile: null,
      endpoints: null,
      caFile: join(folder, 'user', 'ca.pem'),
      proxy: null,
      tokenFile: false,
      registries: [],
      narrowing: null,
    });
  });

  it('are shown without the password of their proxy, which is used all the same', () => {
    const proxy = 'http://robot:canary-proxy@proxy.example.org:3128';
    write('user', JSON.stringify({ profiles: { lab: { issuer: 'https://a.example', client_id: 'cli', proxy } } }));
    const profiles = open();
    assert.equal(profiles.describe('lab').definition.proxy, 'http://robot:***@proxy.example.org:3128/');
    assert.equal(profiles.find('lab').proxy, proxy);
  });

  it('the organisation goes before the user, who is told', () => {
    write('organisation', lab('https://organisation.example.org'));
    write('user', lab('https://user.example.org'));
    assert.equal(open().find('lab').issuer, 'https://organisation.example.org');
    assert.match(messages().join(), /"lab" is not used, because your organisation has one of this name/);
  });

  it('a workspace never takes a name that the user has', () => {
    write('user', lab('https://user.example.org'));
    write('workspace', lab('https://evil.example.net'));
    assert.equal(open().find('lab', workspace()).issuer, 'https://user.example.org');
    assert.match(messages().join(), /"lab" is not used, because you have one of this name/);
  });

  it('a workspace never takes a name while the file that may have it is broken', () => {
    write('user', '{"profiles": {"lab": ');
    write('workspace', lab('https://evil.example.net'));
    assert.throws(() => open().find('lab', workspace()), { code: 'configuration_broken' });
  });

  it('a workspace is read only where it is asked for', () => {
    write('workspace', lab());
    assert.throws(() => open().find('lab'), { code: 'profile_not_found' });
    assert.equal(open().find('lab', workspace()).origin, 'workspace');
  });

  for (const [name, value] of Object.entries({
    ca_file: '"ca.pem"',
    proxy: '"http://127.0.0.1:3128"',
    endpoints: '{"token": "https://evil.example.net/token"}',
    private_key_file: '"key.pem"',
    token_endpoint_auth_method: '"client_secret_post"',
  })) {
    it(`a workspace cannot set ${name}`, () => {
      write(
        'workspace',
        `{"profiles": {"lab": {"issuer": "https://a.example.org", "client_id": "cli", "${name}": ${value}}}}`,
      );
      assert.throws(() => open().find('lab', workspace()), { code: 'configuration_broken' });
      assert.match(messages().join(), new RegExp(`\`${name}\` may not be set by a workspace`));
    });
  }

  it('a workspace cannot have settings', () => {
    write('workspace', '{"settings": {"https_proxy": "http://evil.example.net"}}');
    assert.match(messages().join(), /line 1, column 2: `settings` is not known here/);
  });

  it('a mistyped name is told with its line, its column and what was meant', () => {
    write(
      'user',
      '{\n  // mine\n  "profiles": {\n    "lab": {\n      "issuer": "https://auth.example.org",\n      "cient_id": "cli"\n    }\n  }\n}\n',
    );
    assert.deepEqual(open().list().problems, [
      { file: files.user, line: 4, column: 12, message: 'line 4, column 12: `client_id` is missing; add it.' },
      {
        file: files.user,
        line: 6,
        column: 7,
        message: 'line 6, column 7: `cient_id` is not known here; did you mean `client_id`?',
      },
    ]);
  });

  it('a profile that is wrong takes no other with it', () => {
    write(
      'user',
      '{"profiles": {"a": {"issuer": 3, "client_id": "x"}, "b": {"issuer": "https://b.example.org", "client_id": "x"}}}',
    );
    const profiles = open();
    assert.deepEqual(
      profiles.list().profiles.map(({ name }) => name),
      ['b'],
    );
    assert.throws(() => profiles.find('a'), { code: 'configuration_broken', message: /`issuer` must be text/ });
  });

  it('a broken file takes no other file with it', () => {
    write('organisation', '{"profiles": {"lab" {}}}');
    write('user', lab());
    const profiles = open();
    assert.equal(profiles.find('lab').origin, 'user');
    assert.match(profiles.list().problems[0]?.message ?? '', /^line 1, column 21: a colon is missing before this/);
  });

  it('of two profiles with one name neither is used', () => {
    write(
      'user',
      '{"profiles": {"lab": {"issuer": "https://a.example.org", "client_id": "x"}, "lab": {"issuer": "https://b.example.org", "client_id": "x"}}}',
    );
    assert.throws(() => open().find('lab'), { code: 'configuration_broken', message: /two profiles "lab"/ });
  });

  it('never repeats a value, because it may be a secret', () => {
    write(
      'user',
      '{"profiles": {"lab": {"issuer": "canary-value", "client_id": "x", "client_secret": "canary-secret"}}}',
    );
    assert.doesNotMatch(messages().join(), /canary/);
    assert.match(messages().join(), /`client_secret`: secrets do not belong in a file/);
  });

  for (const issuer of [
    'http://auth.example.org',
    'http://10.0.0.1',
    'ftp://auth.example.org',
    'https://u:p@auth.example.org',
  ]) {
    it(`refuses the issuer ${issuer}`, async () => {
      write('user', lab(issuer));
      assert.throws(() => open().find('lab'), { code: 'insecure_address', message: /line 1, column 23/ });
      const other = { name: 'other', definition: { issuer, client_id: 'x' } };
      await assert.rejects(open().add(other), { code: 'insecure_address' });
    });
  }

  for (const issuer of ['http://127.0.0.1:8080', 'http://localhost:8080/realms/lab', 'http://[::1]:8080']) {
    it(`accepts the loopback issuer ${issuer}`, () => {
      write('user', lab(issuer));
      assert.equal(open().find('lab').issuer, issuer);
    });
  }

  it('adds a profile in place, keeping comments, for the owner only', async () => {
    write(
      'user',
      '{\n  // mine\n  "profiles": {\n    // the first\n    "a": { "issuer": "https://a.example.org", "client_id": "x" },\n  },\n}\n',
    );
    chmodSync(files.user, 0o644);
    const profiles = open();
    const definition = {
      issuer: 'https://b.example.org',
      client_id: 'y',
      scope: 'openid offline_access',
      resource: [],
    };
    assert.equal((await profiles.add({ name: 'b', definition })).origin, 'user');
    const text = readFileSync(files.user, 'utf8');
    assert.match(text, /\/\/ mine[^]*\/\/ the first/);
    assert.deepEqual(
      open()
        .list()
        .profiles.map(({ name, scope }) => [name, scope]),
      [
        ['a', 'openid'],
        ['b', 'openid offline_access'],
      ],
    );
    assert.doesNotMatch(text, /resource|provider/);
    assert.equal(statSync(files.user).mode & 0o777, 0o600);
    assert.equal(announced, 1);
  });

  it('adds the first profile where there is no file yet', async () => {
    rmSync(dirname(files.user), { recursive: true });
    await open().add({ name: 'lab', definition: { issuer: 'https://a.example.org', client_id: 'x' } });
    assert.equal(statSync(dirname(files.user)).mode & 0o777, 0o700);
    assert.equal(open().find('lab').clientId, 'x');
  });

  it('writes through a link instead of replacing it', async () => {
    const real = join(folder, 'dotfiles.json');
    writeFileSync(real, '{}');
    symlinkSync(real, files.user);
    await open().add({ name: 'lab', definition: { issuer: 'https://a.example.org', client_id: 'x' } });
    assert.match(readFileSync(real, 'utf8'), /a\.example\.org/);
  });

  it('leaves a broken file as it is when asked to add', async () => {
    write('user', '{"profiles": {');
    const creation = { name: 'lab', definition: { issuer: 'https://a.example.org', client_id: 'x' } };
    await assert.rejects(open().add(creation), { code: 'configuration_broken', message: /line 1/ });
    assert.equal(readFileSync(files.user, 'utf8'), '{"profiles": {');
  });

  it('leaves a file of another shape as it is when asked to add', async () => {
    write('user', '{"profiles": []}');
    const creation = { name: 'lab', definition: { issuer: 'https://a.example.org', client_id: 'x' } };
    await assert.rejects(open().add(creation), { code: 'configuration_broken', message: /curly brackets/ });
    assert.equal(readFileSync(files.user, 'utf8'), '{"profiles": []}');
  });

  it('adds no second profile of a name', async () => {
    write('organisation', lab());
    const creation = { name: 'lab', definition: { issuer: 'https://b.example.org', client_id: 'x' } };
    await assert.rejects(open().add(creation), { code: 'profile_exists' });
    assert.equal(existsSync(files.user), false);
  });

  it('changes a profile in place, keeping comments and what was not named', async () => {
    write(
      'user',
      `{
  "profiles": {
    "lab": {
      "issuer": "https://a.example.org", // ours
      "client_id": "x",
      "ca_file": "ca.pem",
      "proxy": "http://me:canary-password@proxy.example.org:3128",
      "endpoints": {
        // from the manual
        "token": "https://a.example.org/token",
        "revocation": "https://a.example.org/revoke",
      },
    },
  },
}
`,
    );
    const profiles = open();
    const endpoints = { token: 'https://a.example.org/v2/token' };
    const changed = await profiles.change('lab', { scope: 'openid offline_access', ca_file: null, endpoints });
    assert.equal(changed.scope, 'openid offline_access');
    const text = readFileSync(files.user, 'utf8');
    assert.match(text, /\/\/ ours[^]*canary-password[^]*\/\/ from the manual/);
    const { clientId, caFile, endpoints: now } = open().find('lab');
    assert.deepEqual(
      [clientId, caFile, now?.token, now?.revocation],
      ['x', null, 'https://a.example.org/v2/token', null],
    );
    assert.equal(announced, 1);
  });

  it('leaves the file as it is where a change would make the profile unusable', async () => {
    write('user', lab());
    write('organisation', lab().replace('lab', 'shared'));
    const profiles = open();
    await assert.rejects(profiles.change('lab', { issuer: 'http://b.example.org' }), { code: 'insecure_address' });
    await assert.rejects(profiles.change('lab', { client_id: null }), {
      ...{ code: 'bad_request', message: 'A profile needs `client_id`. Nothing was changed.' },
    });
    await assert.rejects(profiles.change('shared', { scope: 'x' }), { code: 'profile_read_only' });
    await assert.rejects(profiles.change('gone', { scope: 'x' }), { code: 'profile_not_found' });
    assert.equal(readFileSync(files.user, 'utf8'), lab());
  });

  it('removes a profile of the user, and none of the organisation', async () => {
    write('organisation', lab());
    write('user', '{"profiles": {"mine": {"issuer": "https://a.example.org", "client_id": "x"}}} // end');
    const profiles = open();
    await profiles.remove('mine');
    assert.match(readFileSync(files.user, 'utf8'), /\/\/ end/);
    assert.deepEqual(
      profiles.list().profiles.map(({ name }) => name),
      ['lab'],
    );
    await assert.rejects(profiles.remove('lab'), { code: 'profile_read_only' });
    await assert.rejects(profiles.remove('mine'), { code: 'profile_not_found' });
  });

  it('reads a file again when it changed, and says so once', () => {
    write('user', lab());
    const profiles = open();
    write('user', lab('https://elsewhere.example.org'));
    assert.equal(profiles.find('lab').issuer, 'https://elsewhere.example.org');
    profiles.list();
    assert.equal(announced, 1);
  });

  it('suggests the name that was meant', () => {
    write('user', lab());
    assert.throws(() => open().find('lba'), { code: 'profile_not_found', message: /did you mean "lab"/ });
  });

  it('does not wait for a pipe in a workspace', async () => {
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [files.workspace]);
    assert.deepEqual(messages(), ['this is not a file.']);
  });
});
