import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutgoingValues } from '../../../daemon/outgoing-settings.ts';
import { plainConnection } from '../../../daemon/providers/connection.ts';
import { type ConnectionTraits, send } from '../../../daemon/providers/outgoing.ts';
import { outgoing } from './oidc/cast.ts';
import { type RemoteServer, selfSigned, startRemoteServer } from './remote-server.ts';

describe('an outgoing call', () => {
  let remote: RemoteServer;
  before(async () => {
    remote = await startRemoteServer((_, response) => response.end('hello'));
  });
  beforeEach(() => {
    remote.tunnels = [];
    remote.proxyStatus = 200;
  });
  after(() => remote.close());

  async function get(url: string, values: Partial<OutgoingValues>, connection: Partial<ConnectionTraits> = {}) {
    const answer = await send(
      {
        url,
        method: 'POST',
        headers: {},
        body: 'a=b',
        hop: 'token endpoint of x',
        longestBody: 100,
        connection: { ...plainConnection, certificateAuthority: remote.certificate, ...connection },
        signal: new AbortController().signal,
      },
      outgoing(values),
    );
    return answer.body;
  }

  it('goes through the proxy of the settings, and checks the server inside the tunnel', async () => {
    assert.equal(await get('https://auth.example.org/token', { proxy: remote.proxy }), 'hello');
    await assert.rejects(get('https://other.example.org/token', { proxy: remote.proxy }), { kind: 'unavailable' });
    assert.deepEqual(remote.tunnels, ['auth.example.org:443', 'other.example.org:443']);
  });

  it('goes through the proxy of the profile first, exceptions of the settings or not', async () => {
    const values = { proxy: 'http://192.0.2.1:1', noProxy: '*' };
    assert.equal(await get('https://auth.example.org/token', values, { proxy: remote.proxy }), 'hello');
    assert.deepEqual(remote.tunnels, ['auth.example.org:443']);
  });

  it('takes a proxy without its scheme', async () => {
    assert.equal(await get('https://auth.example.org/', { proxy: remote.proxy.replace('http://', '') }), 'hello');
  });

  it('goes by no proxy to this machine', async () => {
    const url = `https://localhost:${remote.port}/token`;
    assert.equal(await get(url, { proxy: remote.proxy }, { proxy: remote.proxy }), 'hello');
    assert.deepEqual(remote.tunnels, []);
  });

  for (const noProxy of ['auth.example.invalid', '.example.invalid', 'x, example.invalid:443', '*']) {
    it(`goes by no proxy to what no_proxy=${noProxy} exempts`, async () => {
      const values = { proxy: remote.proxy, noProxy };
      await assert.rejects(get('https://auth.example.invalid/', values), { message: /its name cannot be resolved/ });
      assert.deepEqual(remote.tunnels, []);
    });
  }

  it('is surely not carried out where the proxy refuses', async () => {
    remote.proxyStatus = 407;
    await assert.rejects(get('https://auth.example.org/', { proxy: remote.proxy }), {
      kind: 'unavailable',
      message: 'The token endpoint of x cannot be reached: the proxy refused to connect to it.',
    });
  });

  it('says so where the proxy is no address', async () => {
    await assert.rejects(get('https://auth.example.org/', { proxy: 'socks5://127.0.0.1:1' }), {
      kind: 'unavailable',
      message: /The proxy .* is not an address/,
    });
  });

  it('trusts the CA file of the settings besides the usual ones', async () => {
    const url = `https://localhost:${remote.port}/`;
    const usual = { certificateAuthority: null };
    await assert.rejects(get(url, {}, usual), { kind: 'unavailable', message: /certificate was not accepted/ });
    assert.equal(await get(url, { certificateAuthorityFiles: [remote.certificateFile] }, usual), 'hello');
  });

  it('says so where the CA file of the settings is gone', async () => {
    const values = { certificateAuthorityFiles: ['/nowhere/gone.pem'] };
    await assert.rejects(get('https://localhost:1/', values, { certificateAuthority: null }), {
      kind: 'unavailable',
      message: /gone\.pem, which cannot be read/,
    });
  });

  it('trusts nothing but the CA of the profile where it has one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwell-test-'));
    const { cert } = await selfSigned(folder);
    await rm(folder, { recursive: true });
    const values = { certificateAuthorityFiles: [remote.certificateFile] };
    const url = `https://localhost:${remote.port}/`;
    await assert.rejects(get(url, values, { certificateAuthority: cert }), { kind: 'unavailable' });
  });

  it('leaves no connection behind', async () => {
    const closed = new Promise<void>((resolve) =>
      remote.server.once('secureConnection', (socket) => socket.once('close', () => resolve())),
    );
    await get(`https://localhost:${remote.port}/`, {});
    await closed;
  });
});
