/** Design promise 7: a secret goes only where its grant says, and the way that its grant says. */

import assert from 'node:assert/strict';

import { OidcProvider } from '../../../../daemon/providers/oidc/provider.ts';
import { type RemoteServer, startRemoteServer } from '../remote-server.ts';
import { outgoing, profileFor, unhurried } from './cast.ts';

const issuer = 'https://auth.example.org';

describe('what a grant carries', () => {
  let remote: RemoteServer;
  let requests: string[];
  before(async () => {
    remote = await startRemoteServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const metadata = { issuer, token_endpoint: `${issuer}/token`, revocation_endpoint: `${issuer}/revoke` };
      const token = { access_token: 'a', token_type: 'Bearer', refresh_token: 'canary-next' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.method === 'GET' ? metadata : token));
    });
  });
  beforeEach(() => {
    requests = [];
    remote.tunnels = [];
  });
  after(() => remote.close());

  it('is the CA and the proxy of its sign-in, and the endpoints: nothing is discovered again', async () => {
    // The settings would lead nowhere and trust nobody: all that works comes from the profile, then from the grant.
    const provider = new OidcProvider(outgoing({ proxy: 'http://192.0.2.1:1' }));
    const profile = profileFor(issuer, { caFile: remote.certificateFile, proxy: remote.proxy });
    const { grant } = await provider.signInWithPastedGrant(profile, { refreshToken: 'canary' }, unhurried);
    assert.deepEqual([grant.certificateAuthority, grant.proxy], [remote.certificate, remote.proxy]);

    requests = [];
    remote.tunnels = [];
    const filed = { ...grant, id: 'grant-1' };
    await provider.refresh(filed, { scopes: ['openid'], resources: [], signal: unhurried });
    assert.deepEqual(requests, ['POST /token']);
    assert.deepEqual(remote.tunnels, ['auth.example.org:443']);

    // This server goes on honouring the grant; what matters here is where it was asked.
    await assert.rejects(provider.revoke(filed, unhurried), { message: /still works/ });
    assert.deepEqual(requests.slice(1), ['POST /revoke', 'POST /token', 'POST /revoke']);
  });

  it('is a reason to send nothing where its own way is closed, whatever way the settings have', async () => {
    const provider = new OidcProvider(
      outgoing({ proxy: remote.proxy, certificateAuthorityFiles: [remote.certificateFile] }),
    );
    const { grant } = await provider.signInWithPastedGrant(profileFor(issuer), { refreshToken: 'canary' }, unhurried);
    requests = [];
    // The right proxy, but a CA of its own that did not issue the server's certificate.
    const { rootCertificates } = await import('node:tls');
    const filed = { ...grant, id: 'grant-1', certificateAuthority: rootCertificates[0] ?? '' };
    const request = { scopes: ['openid'], resources: [], signal: unhurried };
    await assert.rejects(provider.refresh(filed, request), {
      kind: 'unavailable',
      message: /certificate was not accepted/,
    });
    assert.deepEqual(requests, []);
  });
});
