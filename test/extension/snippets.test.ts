import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { snippetFor } from '../../extension/notebook/snippets.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';

const run = promisify(execFile);

describe('the cells for notebooks', () => {
  let server: AuthorizationServer;
  let tested: TestDaemon;
  before(async () => {
    server = await startAuthorizationServer();
    const profiles = { lab: { issuer: server.issuer, client_id: server.clientId, scope: 'openid' } };
    tested = await startTestDaemon({ profiles, store: 'memory' });
    await signIn(tested, server);
  });
  after(async () => {
    await tested.close();
    await server.close();
  });

  const cell = (language: string) => snippetFor(language)?.text('lab', 'state/daemon.json') ?? '';
  /** A kernel: its home has the daemon's file, and nothing else tells it where the daemon is. */
  const environment = () => ({ PATH: process.env.PATH, HOME: tested.home });
  const token = async () => (await tested.connection.token('lab')).access_token;

  it('get a token in a shell', async () => {
    const { stdout } = await run('bash', ['-c', `${cell('shellscript')}\nfresh_token`], { env: environment() });
    assert.equal(stdout, await token());
  });

  it('get a token in JavaScript', async () => {
    const program = `${cell('javascript')}\nfreshToken().then((token) => process.stdout.write(token));`;
    const { stdout } = await run(process.execPath, ['-e', program], { env: environment() });
    assert.equal(stdout, await token());
  });

  it('get a token in Python', async () => {
    const source = join(import.meta.dirname, '../../clients/python/src');
    const env = { ...environment(), PYTHONPATH: source, TOKENWELL_SOCKET: tested.paths.socket };
    const { stdout } = await run('python3', ['-c', `${cell('python')}\nprint(token, end="")`], { env });
    assert.equal(stdout, await token());
  });

  it('say why there is none', async () => {
    const shell = run('bash', ['-c', `${cell('shellscript')}\nfresh_token other`], { env: environment() });
    await assert.rejects(shell, ({ stdout }: { stdout: string }) => stdout.includes('other'));
  });
});
