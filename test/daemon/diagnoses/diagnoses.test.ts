import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Finding, ProfileDefinitionInput } from '../../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { startNomad } from '../../support/nomad.ts';
import { type RemoteServer, startRemoteServer } from '../providers/remote-server.ts';

describe('a diagnosis of a profile', () => {
  let server: AuthorizationServer;
  let remote: RemoteServer;
  let daemon: TestDaemon;
  /** What the remote server says. */
  let respond: RequestListener;

  before(async () => {
    server = await startAuthorizationServer();
    remote = await startRemoteServer((request, response) => respond(request, response));
    daemon = await startTestDaemon();
  });

  beforeEach(() => {
    respond = (_, response) => response.end('{}');
  });

  after(async () => {
    await daemon.close();
    await remote.close();
    await server.close();
  });

  const diagnose = async (definition: Partial<ProfileDefinitionInput>): Promise<Map<string, Finding>> => {
    const profile = { name: 'lab', definition: { issuer: server.issuer, client_id: server.clientId, ...definition } };
    await daemon.connection.addProfile(profile);
    try {
      const { findings } = await daemon.connection.diagnose({ profile: 'lab' });
      return new Map(findings.map((finding) => [finding.check, finding]));
    } finally {
      await daemon.connection.removeProfile('lab');
    }
  };
  const results = (findings: Map<string, Finding>) =>
    [...findings.values()].map(({ check, result }) => [check, result]);

  it('finds a server that works in order', async () => {
    const findings = await diagnose({});
    const all = ['proxy', 'connection', 'certificate', 'clock', 'server', 'device flow'];
    assert.deepEqual(
      results(findings),
      all.map((check) => [check, 'ok']),
    );
    assert.match(findings.get('server')?.detail ?? '', /ways to sign in: device, code, paste/);
    assert.match(findings.get('device flow')?.detail ?? '', /gives this client a code/);
  });

  it('says that a client may not use the device flow, and which way it may', async () => {
    const findings = await diagnose({ client_id: server.clients.codeOnly.clientId });
    const { result, advice } = findings.get('device flow') as Finding;
    assert.equal(result, 'warning');
    assert.match(advice ?? '', /`tokenwell login lab --flow code`/);
  });

  it('advises a way to sign in that the system has', async () => {
    const nomad = await startNomad({ webInterface: false });
    try {
      const findings = await diagnose({ provider: 'nomad', issuer: nomad.address });
      assert.match(
        findings.get('device flow')?.advice ?? '',
        /^Sign in with `tokenwell login lab --flow password`, or/,
      );
    } finally {
      await nomad.close();
    }
  });

  it('leaves open whether a client with a secret is accepted', async () => {
    const { clientId } = server.clients.secret;
    const findings = await diagnose({ client_id: clientId, token_endpoint_auth_method: 'client_secret_basic' });
    assert.equal(findings.get('device flow')?.result, 'ok');
    assert.match(findings.get('device flow')?.detail ?? '', /shows at the sign-in/);
  });

  it('says that nothing listens at the address, and stops there', async () => {
    const findings = await diagnose({ issuer: 'http://127.0.0.1:1' });
    assert.deepEqual(results(findings), [
      ['proxy', 'ok'],
      ['connection', 'failed'],
    ]);
    assert.match(findings.get('connection')?.detail ?? '', /port/);
  });

  it('says that an issuer is spelled in another way than the server does', async () => {
    const findings = await diagnose({ issuer: `${server.issuer}/` });
    assert.equal(findings.get('server')?.result, 'failed');
    assert.match(findings.get('server')?.advice ?? '', /to the last slash/);
  });

  it('names the clock that is wrong, and by how much', async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const late = createServer((_, response) => response.setHeader('Date', date).end('{}'));
    await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve));
    try {
      const findings = await diagnose({ issuer: `http://127.0.0.1:${(late.address() as AddressInfo).port}` });
      const { result, detail } = findings.get('clock') as Finding;
      assert.equal(result, 'failed');
      const [, seconds, side] = /clock is (\d+) s (ahead of|behind)/.exec(detail) ?? [];
      assert.equal(side, 'ahead of');
      assert.ok(Math.abs(Number(seconds) - 3600) <= 3, detail);
    } finally {
      late.close();
      late.closeAllConnections();
    }
  });

  describe('over TLS and through a proxy', () => {
    const issuer = 'https://auth.example.org';

    it('tells until when the certificate is valid and by which proxy it came, without its password', async () => {
      const proxy = remote.proxy.replace('http://', 'http://user:canary-proxy-password@');
      const findings = await diagnose({ issuer, ca_file: remote.certificateFile, proxy });
      assert.equal(findings.get('connection')?.result, 'ok');
      assert.match(findings.get('certificate')?.detail ?? '', /valid until 20\d\d-\d\d-\d\d, issued by /);
      assert.match(findings.get('proxy')?.detail ?? '', /^http:\/\/127\.0\.0\.1:\d+ \(the profile names it\)/);
      assert.doesNotMatch(JSON.stringify([...findings]), /canary|user/);
    });

    it('warns of a certificate that ends soon', async () => {
      const findings = await diagnose({ issuer, ca_file: remote.certificateFile, proxy: remote.proxy });
      assert.equal(findings.get('certificate')?.result, 'warning');
      assert.match(findings.get('certificate')?.advice ?? '', /whoever runs the server must renew it/);
    });

    it('says what to do about a certificate of an authority that nobody knows here', async () => {
      const findings = await diagnose({ issuer, proxy: remote.proxy });
      assert.equal(findings.get('connection')?.result, 'failed');
      assert.match(findings.get('connection')?.advice ?? '', /`ca_file`/);
    });

    it('says that a CA file is not there', async () => {
      const findings = await diagnose({ issuer, ca_file: '/nowhere/ca.pem' });
      assert.deepEqual(results(findings), [['CA file', 'failed']]);
    });

    it('tells of a proxy that refuses', async () => {
      remote.proxyStatus = 403;
      try {
        const findings = await diagnose({ issuer, proxy: remote.proxy });
        assert.match(findings.get('connection')?.detail ?? '', /the proxy refused/);
      } finally {
        remote.proxyStatus = 200;
      }
    });

    it('calls a server broken that answers with its own fault', async () => {
      respond = (_, response) => response.writeHead(503).end();
      const findings = await diagnose({ issuer, ca_file: remote.certificateFile, proxy: remote.proxy });
      assert.equal(findings.get('connection')?.result, 'failed');
      assert.match(findings.get('connection')?.detail ?? '', /HTTP status 503/);
    });
  });

  it('refuses a profile that there is not, in the usual words', async () => {
    await assert.rejects(daemon.connection.diagnose({ profile: 'nowhere' }), { code: 'profile_not_found' });
  });
});
