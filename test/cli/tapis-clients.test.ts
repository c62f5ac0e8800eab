import assert from 'node:assert/strict';
import { CommandLine } from '../support/command-line.ts';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';

const input = 'canary-password\n';

describe('tokenwell apps on a server that wants a password each time', () => {
  let tapis: TapisStandIn;
  let shell: CommandLine;

  before(async () => {
    tapis = await startTapis();
    shell = new CommandLine();
    const profile = ['--issuer', tapis.origin, '--client-id', 'tokenwell', '--provider', 'tapis'];
    await shell.tokenwell(['profile', 'add', 'tapis', ...profile]);
    const login = await shell.tokenwell(['login', 'tapis', '--flow', 'password', '--user', 'alice'], { input });
    assert.equal(login.exitCode, 0, login.stderr);
  });
  after(async () => {
    await shell.close();
    await tapis.close();
  });

  it('takes it from standard input', async () => {
    const { exitCode, stdout, stderr } = await shell.tokenwell(['apps', 'list', 'tapis'], { input });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /tokenwell-.*this sign-in/);
  });

  it('asks for it where none is given', async () => {
    const { exitCode, stderr } = await shell.tokenwell(['apps', 'list', 'tapis']);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /Password is needed/);
  });

  it('does not ask for one that the person has had kept', async () => {
    const keep = ['login', 'tapis', '--flow', 'password', '--user', 'alice', '--keep-password'];
    const login = await shell.tokenwell(keep, { input });
    assert.equal(login.exitCode, 0, login.stderr);
    const { exitCode, stdout, stderr } = await shell.tokenwell(['apps', 'list', 'tapis']);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /tokenwell-.*this sign-in/);
  });

  it('says where a password is of no use to keep', async () => {
    const keep = ['login', 'tapis', '--flow', 'paste', '--keep-password'];
    const { exitCode, stderr } = await shell.tokenwell(keep, { input: 'canary-refresh\n' });
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /renewed without the password, so it is not kept/);
  });
});
