import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

const nobody = 65_534;

/** Runs a shell command as another user, with all groups dropped. The server is in this process, so nothing here may block. */
async function asNobody(command: string): Promise<{ status: number | null; output: string }> {
  assert.equal(process.getuid?.(), 0, 'This suite tries a second user for real, so it must be run as root.');
  const credentials = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];
  const child = spawn('setpriv', [...credentials, 'sh', '-c', `exec 2>&1; ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await text(child.stdout);
  if (child.exitCode === null) await once(child, 'exit');
  return { status: child.exitCode, output };
}

describe('another user gets nothing', async () => {
  let tested: ServerUnderTest;
  before(async () => {
    const mask = process.umask(0);
    tested = await serverUnderTest();
    process.umask(mask);
    // The folder around it is open, so that nothing but our own modes protects what lies in it.
    chmodSync(dirname(tested.paths.state), 0o755);
  });
  after(() => tested.end());

  it('the second user of this suite is one', async () => {
    assert.equal((await asNobody('id -u')).output.trim(), String(nobody));
    const open = mkdtempSync(join(tmpdir(), 'tokenwell-open-'));
    chmodSync(open, 0o755);
    assert.equal((await asNobody(`ls ${open}`)).status, 0);
    rmSync(open, { recursive: true });
  });

  it('cannot reach the owner socket', async () => {
    const { status, output } = await asNobody(
      `curl -sS --unix-socket ${tested.server.socket} http://tokenwell/v1/token/lab`,
    );
    assert.notEqual(status, 0);
    assert.match(output, /Permission denied|Couldn't connect|Could not connect|Failed to connect/i);
    assert.deepEqual(tested.services.asked, []);
  });

  it('cannot read or list keys, and not what lies beside the socket', async () => {
    for (const command of [
      `cat ${tested.server.keyFile}`,
      `ls ${dirname(tested.server.keyFile)}`,
      `ls ${dirname(tested.server.socket)}`,
      `touch ${dirname(tested.server.socket)}/planted`,
      `rm ${tested.server.socket}`,
    ]) {
      const { status, output } = await asNobody(command);
      assert.notEqual(status, 0, command);
      assert.match(output, /Permission denied/, command);
    }
  });

  it('can reach the TCP port and gets neither a token nor a state there without a key', async () => {
    const url = `http://127.0.0.1:${tested.server.port}`;
    for (const path of ['/v1/token/lab', '/v1/health', '/v1/accounts']) {
      const { output } = await asNobody(`curl -sS -o /dev/null -w '%{http_code}' ${url}${path}`);
      assert.equal(output, '401', path);
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('finds no other address that listens: only 127.0.0.1 does', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const addresses = [
      ...others.map(({ address }) => address).filter((address) => address !== '127.0.0.1'),
      '127.0.0.2',
      '::1',
    ];
    for (const host of addresses.filter((address) => !address.startsWith('fe80'))) {
      const socket = connect({ host, port: tested.server.port as number });
      const [error] = await once(socket, 'error');
      assert.match(error.code, /ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/, host);
    }
  });
});
