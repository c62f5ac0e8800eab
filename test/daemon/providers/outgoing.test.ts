import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { plainConnection } from '../../../daemon/providers/connection.ts';
import { type ConnectionTraits, type OutgoingValues, send } from '../../../daemon/providers/outgoing.ts';
import { outgoing } from './oidc/cast.ts';

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

/** One self-signed certificate: CA and server in one, for names that are not of this machine. */
async function selfSigned(folder: string) {
  const names = 'subjectAltName=DNS:auth.example.org,DNS:localhost';
  const line = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -addext ${names} -keyout key.pem -out cert.pem`;
  await promisify(execFile)('openssl', line.split(' '), { cwd: folder });
  const file = join(folder, 'cert.pem');
  return { file, cert: await readFile(file, 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
}

describe('an outgoing call', () => {
  let folder: string;
  let certificate: Awaited<ReturnType<typeof selfSigned>>;
  let server: Server;
  let proxy: Server;
  let tunnels: string[];
  let proxyStatus: number;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenwell-test-'));
    certificate = await selfSigned(folder);
    server = createSecureServer(certificate, (_, response) => response.end('hello'));
    proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.write(`HTTP/1.1 ${proxyStatus} X\r\n\r\n`);
      if (proxyStatus !== 200) return socket.end();
      const onward = connect(portOf(server), '127.0.0.1');
      onward.pipe(socket).pipe(onward);
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    await Promise.all([listen(server), listen(proxy)]);
  });
  beforeEach(() => {
    tunnels = [];
    proxyStatus = 200;
  });
  after(async () => {
    for (const one of [server, proxy]) one.close();
    await rm(folder, { recursive: true });
  });

  const proxyUrl = () => `http://127.0.0.1:${portOf(proxy)}`;

  async function get(url: string, values: Partial<OutgoingValues>, connection: Partial<ConnectionTraits> = {}) {
    const answer = await send(
      {
        url,
        method: 'POST',
        headers: {},
        body: 'a=b',
        hop: 'token endpoint of x',
        longestBody: 100,
        connection: { ...plainConnection, certificateAuthority: certificate.cert, ...connection },
        signal: new AbortController().signal,
      },
      outgoing(values),
    );
    return answer.body;
  }

  it('goes through the proxy of the settings, and checks the server inside the tunnel', async () => {
    assert.equal(await get('https://auth.example.org/token', { proxy: proxyUrl() }), 'hello');
    await assert.rejects(get('https://other.example.org/token', { proxy: proxyUrl() }), { kind: 'unavailable' });
    assert.deepEqual(tunnels, ['auth.example.org:443', 'other.example.org:443']);
  });

  it('goes through the proxy of the profile first, exceptions of the settings or not', async () => {
    const values = { proxy: 'http://192.0.2.1:1', noProxy: '*' };
    assert.equal(await get('https://auth.example.org/token', values, { proxy: proxyUrl() }), 'hello');
    assert.deepEqual(tunnels, ['auth.example.org:443']);
  });

  it('takes a proxy without its scheme', async () => {
    assert.equal(await get('https://auth.example.org/', { proxy: proxyUrl().replace('http://', '') }), 'hello');
  });

  it('goes by no proxy to this machine', async () => {
    const url = `https://localhost:${portOf(server)}/token`;
    assert.equal(await get(url, { proxy: proxyUrl() }, { proxy: proxyUrl() }), 'hello');
    assert.deepEqual(tunnels, []);
  });

  for (const noProxy of ['auth.example.invalid', '.example.invalid', 'x, example.invalid:443', '*']) {
    it(`goes by no proxy to what no_proxy=${noProxy} exempts`, async () => {
      const values = { proxy: proxyUrl(), noProxy };
      await assert.rejects(get('https://auth.example.invalid/', values), { message: /its name cannot be resolved/ });
      assert.deepEqual(tunnels, []);
    });
  }

  it('is surely not carried out where the proxy refuses', async () => {
    proxyStatus = 407;
    await assert.rejects(get('https://auth.example.org/', { proxy: proxyUrl() }), {
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
    const url = `https://localhost:${portOf(server)}/`;
    const usual = { certificateAuthority: null };
    await assert.rejects(get(url, {}, usual), { kind: 'unavailable', message: /certificate was not accepted/ });
    assert.equal(await get(url, { certificateAuthorityFiles: [certificate.file] }, usual), 'hello');
  });

  it('says so where the CA file of the settings is gone', async () => {
    const values = { certificateAuthorityFiles: [join(folder, 'gone.pem')] };
    await assert.rejects(get('https://localhost:1/', values, { certificateAuthority: null }), {
      kind: 'unavailable',
      message: /gone\.pem, which cannot be read/,
    });
  });

  it('trusts nothing but the CA of the profile where it has one', async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    const { cert } = await selfSigned(other);
    const values = { certificateAuthorityFiles: [certificate.file] };
    const url = `https://localhost:${portOf(server)}/`;
    await assert.rejects(get(url, values, { certificateAuthority: cert }), { kind: 'unavailable' });
  });

  it('leaves no connection behind', async () => {
    const closed = new Promise<void>((resolve) =>
      server.once('secureConnection', (socket) => socket.once('close', () => resolve())),
    );
    await get(`https://localhost:${portOf(server)}/`, {});
    await closed;
  });
});
