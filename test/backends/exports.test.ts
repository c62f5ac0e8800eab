/** To moto's Secrets Manager, a stand-in of GitHub, and age files; each is read by somebody else's code. */

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/build.ts';
import { freshHome } from '../support/daemon.ts';
import { ExportStage } from '../support/export-stage.ts';
import { type GitHubStandIn, newAgeKey, startGitHub, startMoto } from '../support/exports.ts';

const gitHubToken = 'canary-token-of-github';
const awsSecret = 'canary-secret-key-of-aws';

describe('exports', () => {
  let stage: ExportStage;
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let gitHub: GitHubStandIn;
  let aws: Record<string, string>;

  before(async function () {
    // The first run installs them.
    this.timeout(600_000);
    [stage, moto, gitHub] = await Promise.all([ExportStage.start(), startMoto(), startGitHub(gitHubToken)]);
    aws = {
      ...{ AWS_ENDPOINT_URL: moto.address, AWS_DEFAULT_REGION: 'eu-central-1', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ACCESS_KEY_ID: 'alice', AWS_SECRET_ACCESS_KEY: awsSecret },
    };
  });
  after(async () => {
    await stage?.close();
    await moto?.close();
    await gitHub?.close();
  });

  const work = (name: string) => join(stage.home, 'work', name);
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(aws).filter(([name]) => !names.includes(name)));

  describe('to AWS Secrets Manager', () => {
    it('make a secret, and give it a new value the next time', async () => {
      const first = await stage.create('aws-secrets-manager', { name: 'lab/nightly' }, aws);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stderr, /It is lab\/nightly in AWS Secrets Manager, eu-central-1\./);
      assert.equal(moto.read('lab/nightly'), stage.issued);
      const second = await stage.create('aws-secrets-manager', { name: 'lab/nightly' }, aws);
      assert.equal(second.code, 0, second.stderr);
      assert.equal(moto.read('lab/nightly'), stage.issued);
    });

    it('use the profiles of ~/.aws, and a program that gives credentials', async () => {
      writeAwsProfile(stage);
      const environment = { AWS_ENDPOINT_URL: moto.address, PATH: process.env.PATH ?? '' };
      const to = { name: 'by-profile', profile: 'lab' };
      const { code, stderr } = await stage.create('aws-secrets-manager', to, environment);
      assert.equal(code, 0, stderr);
      assert.equal(moto.read('by-profile'), stage.issued);
    });

    it('say what to do before anything is made', async () => {
      const before = stage.nomad.appTokens.length;
      const cases: [Record<string, string>, Record<string, string>, RegExp][] = [
        [{}, without('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'), /no credentials for AWS.*`aws sso login`/],
        [{}, without('AWS_DEFAULT_REGION'), /which AWS region\. Give the region, or set AWS_REGION/],
        [{ region: 'nowhere-1' }, without('AWS_ENDPOINT_URL'), /AWS in nowhere-1 cannot be found/],
        [{}, { ...aws, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, /did not do it \(ECONNREFUSED\)\. Check the network/],
      ];
      for (const [to, environment, words] of cases) {
        const { code, stderr } = await stage.create('aws-secrets-manager', { name: 'lab', ...to }, environment);
        assert.match(stderr, words);
        assert.equal(code, 1);
      }
      assert.equal(stage.nomad.appTokens.length, before);
    });
  });

  describe('to GitHub Actions', () => {
    const to = { repository: 'example/analysis', name: 'lab_token' };
    const by = (token: string) => ({ GITHUB_API_URL: gitHub.address, GH_TOKEN: token });

    it('seal the value so that libsodium opens it', async () => {
      const { code, stderr } = await stage.create('github-actions', to, by(gitHubToken));
      assert.equal(code, 0, stderr);
      assert.match(stderr, /It is LAB_TOKEN among the secrets of example\/analysis at 127\.0\.0\.1/);
      assert.equal(gitHub.opened()['example/analysis/actions/secrets/LAB_TOKEN'], stage.issued);
      const environment = { ...to, environment: 'production' };
      assert.equal((await stage.create('github-actions', environment, by(gitHubToken))).code, 0);
      assert.equal(gitHub.opened()['example/analysis/environments/production/secrets/LAB_TOKEN'], stage.issued);
      assert.ok(!gitHub.received().includes(stage.issued));
    });

    it('ask `gh` for its token where none is set', async () => {
      const bin = join(stage.home, 'bin');
      mkdirSync(bin);
      const asked = 'test "$*" = "auth token --hostname github.com"';
      writeFileSync(join(bin, 'gh'), `#!/bin/sh\n${asked} && echo ${gitHubToken}\n`, { mode: 0o700 });
      const environment = { GITHUB_API_URL: gitHub.address, PATH: `${bin}:${process.env.PATH}` };
      const { code, stderr } = await stage.create('github-actions', to, environment);
      assert.equal(code, 0, stderr);
      assert.equal(gitHub.opened()['example/analysis/actions/secrets/LAB_TOKEN'], stage.issued);
    });

    it('say what to do before anything is made', async () => {
      const before = stage.nomad.appTokens.length;
      const cases: [Record<string, string>, Record<string, string>, RegExp][] = [
        [{}, { PATH: '/nowhere' }, /no token for github\.com: log in with `gh auth login`/],
        [{}, by('canary-expired-token'), /does not accept the token/],
        [{ repository: 'example/other' }, by(gitHubToken), /no access to the secrets of example\/other.*scope `repo`/],
        [{ repository: 'example' }, by(gitHubToken), /must be one like example\/analysis/],
        [{ name: 'GITHUB_X' }, by(gitHubToken), /not with GITHUB_/],
      ];
      for (const [more, environment, words] of cases) {
        const node = { PATH: process.env.PATH ?? '', ...environment };
        assert.match((await stage.create('github-actions', { ...to, ...more }, node)).stderr, words);
      }
      assert.equal(stage.nomad.appTokens.length, before);
    });
  });

  describe('to an age file', () => {
    it('encrypt so that another implementation opens it, as text or as bytes', async () => {
      const [alice, machine] = [newAgeKey(), newAgeKey()];
      writeFileSync(work('keys.txt'), `# of the machine\n${machine.recipient}\n`);
      const to = { path: 'lab.age', recipients: `${alice.recipient} keys.txt` };
      const { code, stderr } = await stage.create('age-file', to);
      assert.equal(code, 0, stderr);
      assert.match(readFileSync(work('lab.age'), 'utf8'), /^-----BEGIN AGE ENCRYPTED FILE-----\n/);
      assert.equal(statSync(work('lab.age')).mode & 0o777, 0o600);
      assert.deepEqual([alice.open(work('lab.age')), machine.open(work('lab.age'))], [stage.issued, stage.issued]);
      assert.equal((await stage.create('age-file', { ...to, path: '~/bytes.age', armor: 'no' })).code, 0);
      assert.equal(alice.open(join(stage.home, 'bytes.age')), stage.issued);
    });

    it('say what to do before anything is made', async () => {
      const before = stage.nomad.appTokens.length;
      const { recipient } = newAgeKey();
      const cases: [Record<string, string>, RegExp][] = [
        [{ path: 'lab.age', recipients: recipient }, /is there already/],
        [{ path: 'nowhere/lab.age', recipients: recipient }, /no folder .*nowhere\. Make it/],
        [{ path: 'x.age', recipients: `${recipient}x` }, /is no age key/],
        [{ path: 'x.age', recipients: 'AGE-SECRET-KEY-1X' }, /must not be given away/],
        [{ path: 'x.age', recipients: 'ssh-ed25519 AAAAC3Nz' }, /SSH keys cannot be used here/],
        [{ path: 'x.age', recipients: 'missing.txt' }, /missing\.txt cannot be read/],
      ];
      for (const [to, words] of cases) assert.match((await stage.create('age-file', to)).stderr, words);
      assert.equal(stage.nomad.appTokens.length, before);
    });
  });

  /** A bundle may lack what is loaded only when it is needed. */
  describe('from the daemon as it is shipped', () => {
    let shipped: ExportStage;
    const folder = freshHome();

    before(async () => {
      await bundle({ folder });
      shipped = await ExportStage.start({ program: join(folder, 'daemon.mjs') });
    });
    after(async () => {
      await shipped?.close();
      rmSync(folder, { recursive: true });
    });

    it('come to each place', async () => {
      const arrives = async (target: string, to: Record<string, string>, environment = {}) => {
        const { code, stderr } = await shipped.create(target, to, environment);
        assert.equal(code, 0, stderr);
      };
      await arrives('aws-secrets-manager', { name: 'lab/shipped' }, aws);
      assert.equal(moto.read('lab/shipped'), shipped.issued);
      writeAwsProfile(shipped);
      const byProfile = { AWS_ENDPOINT_URL: moto.address, PATH: process.env.PATH ?? '' };
      await arrives('aws-secrets-manager', { name: 'lab/shipped', profile: 'lab' }, byProfile);
      assert.equal(moto.read('lab/shipped'), shipped.issued);
      const byGitHub = { GITHUB_API_URL: gitHub.address, GH_TOKEN: gitHubToken };
      await arrives('github-actions', { repository: 'example/analysis', name: 'shipped' }, byGitHub);
      assert.equal(gitHub.opened()['example/analysis/actions/secrets/SHIPPED'], shipped.issued);
      const key = newAgeKey();
      await arrives('age-file', { path: 'lab.age', recipients: key.recipient });
      assert.equal(key.open(join(shipped.home, 'work/lab.age')), shipped.issued);
    });
  });

  function writeAwsProfile({ home }: ExportStage): void {
    mkdirSync(join(home, '.aws'));
    const helper = join(home, 'credentials.sh');
    const given = { Version: 1, AccessKeyId: 'alice', SecretAccessKey: awsSecret };
    writeFileSync(helper, `#!/bin/sh\necho '${JSON.stringify(given)}'\n`);
    chmodSync(helper, 0o700);
    const profile = `[profile lab]\nregion = eu-central-1\ncredential_process = ${helper}\n`;
    writeFileSync(join(home, '.aws/config'), profile);
  }

  it('leave no value, and no credential of another tool, in any log or in what is shown', () => {
    const told = stage.everythingTold();
    for (const secret of [...stage.nomad.appTokens, gitHubToken, awsSecret]) assert.ok(!told.includes(secret));
  });
});
