import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { environmentOf } from '../support/daemon.ts';
import { canaryToken, fakeToken } from '../support/fake-services.ts';
import { serverUnderTest } from '../support/server-under-test.ts';
import { runCli } from './run-cli.ts';

const group = 'client.authentication.k8s.io';

describe('the credential plugin for kubectl', () => {
  const ask = async (information: Record<string, string>, expiresAt: number | null = fakeToken.expires_at) => {
    const tested = await serverUnderTest();
    tested.services.tokens.lookUp = () => ({ ...fakeToken, expires_at: expiresAt });
    const environment = {
      ...environmentOf(dirname(tested.paths.state)),
      TOKENWELL_SOCKET: tested.server.socket,
      ...information,
    };
    const outcome = await runCli(['kubectl-credential', 'lab'], { environment, folder: import.meta.dirname });
    await tested.end();
    return outcome;
  };

  it('prints the token and when it ends, in the version that kubectl takes', async () => {
    const status = { expirationTimestamp: '2027-01-15T08:05:00Z', token: canaryToken };
    assert.deepEqual(JSON.parse((await ask({})).stdout), {
      ...{ apiVersion: `${group}/v1`, kind: 'ExecCredential', status },
    });
    const older = { KUBERNETES_EXEC_INFO: `{"apiVersion":"${group}/v1beta1","kind":"ExecCredential"}` };
    assert.equal(JSON.parse((await ask(older)).stdout).apiVersion, `${group}/v1beta1`);
  });

  it('names no end where the server told none', async () => {
    assert.deepEqual(JSON.parse((await ask({}, null)).stdout).status, { token: canaryToken });
  });

  it('refuses a version that it does not know', async () => {
    const { code, stdout, stderr } = await ask({ KUBERNETES_EXEC_INFO: `{"apiVersion":"${group}/v9"}` });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /Set its `apiVersion` to client\.authentication\.k8s\.io\/v1\./);
  });
});
