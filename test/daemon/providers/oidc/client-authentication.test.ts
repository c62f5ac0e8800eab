import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';

import { decodeProtectedHeader } from 'jose';
import type { Profile } from '../../../../daemon/profile.ts';
import type { SignInSecrets } from '../../../../daemon/providers/provider.ts';
import { issueCertificate } from '../../../support/authorization-server/certificate.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../../support/authorization-server.ts';
import { grantFor, profileFor, provider, unhurried } from './cast.ts';
import { json, type SmallServer, startSmallServer } from './small-server.ts';

const request = { scopes: ['openid', 'offline_access'], resources: [], signal: unhurried };

describe('client authentication', () => {
  let server: AuthorizationServer;
  let folder: string;
  before(async () => {
    server = await startAuthorizationServer();
    folder = await mkdtemp(join(tmpdir(), 'tokenwell-test-'));
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function write(name: string, content: string): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }

  /** Signs in and refreshes with nothing but the grant. */
  async function signInAndRefresh(more: object, secrets = {}) {
    const authorization = await provider.startDevice(profileFor(server.issuer, more), secrets, unhurried);
    await server.approve(authorization.userCode);
    const poll = await authorization.poll(unhurried);
    assert.equal(poll.outcome, 'signed_in');
    const grant = { ...poll.signedIn.grant, id: 'grant-1' };
    assert.ok((await provider.refresh(grant, request)).refreshToken);
    return grant;
  }

  it('keeps a client secret in the grant and uses it there', async () => {
    const { clientId, clientSecret } = server.clients.secret;
    const profile = { clientId, clientAuthenticationMethod: 'client_secret_basic' };
    const grant = await signInAndRefresh(profile, { clientSecret });
    assert.deepEqual(grant.clientAuthentication, { method: 'client_secret_basic', clientSecret });
  });

  it('asks for a client secret that is missing', async () => {
    const profile = profileFor(server.issuer, { clientAuthenticationMethod: 'client_secret_basic' });
    await assert.rejects(provider.startDevice(profile, {}, unhurried), {
      code: 'bad_request',
      message: /client's secret/,
    });
  });

  it('reads a private key at sign-in and needs the file no more', async () => {
    const { clientId, privateKeyPem } = server.clients.key;
    const privateKeyFile = await write('client.pem', privateKeyPem);
    const authorization = await provider.startDevice(
      profileFor(server.issuer, { clientId, clientAuthenticationMethod: 'private_key_jwt', privateKeyFile }),
      {},
      unhurried,
    );
    await rm(privateKeyFile);
    await server.approve(authorization.userCode);
    const poll = await authorization.poll(unhurried);
    assert.equal(poll.outcome, 'signed_in');
    const grant = { ...poll.signedIn.grant, id: 'grant-1' };
    assert.ok((await provider.refresh(grant, request)).accessToken);
  });

  describe('at a server that takes anything', () => {
    let small: SmallServer;
    before(async () => {
      small = await startSmallServer();
      small.on('/token', json({ access_token: 'a', token_type: 'Bearer' }));
    });
    after(() => small.close());

    async function parametersOf(more: Partial<Profile>, secrets: SignInSecrets = {}) {
      const none = { deviceAuthorization: null, authorization: null, revocation: null, userinfo: null };
      const profile = profileFor(small.origin, { endpoints: { token: `${small.origin}/token`, ...none }, ...more });
      await provider.signInWithPastedGrant(profile, { refreshToken: 'canary-refresh', ...secrets }, unhurried);
      return small.received.at(-1)?.form ?? new URLSearchParams();
    }

    it('sends a secret in the body where the profile says so', async () => {
      const form = await parametersOf(
        { clientAuthenticationMethod: 'client_secret_post' },
        { clientSecret: 'canary-secret' },
      );
      assert.equal(form.get('client_secret'), 'canary-secret');
    });

    for (const [algorithm, generate] of [
      ['RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['ES384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
      ['Ed25519', () => generateKeyPairSync('ed25519')],
    ] as const) {
      it(`signs with ${algorithm} where that goes with the key, and names the key`, async () => {
        const { privateKey } = generate();
        const pem = privateKey.export({ format: 'pem', type: algorithm.startsWith('ES') ? 'sec1' : 'pkcs8' });
        const form = await parametersOf({
          clientAuthenticationMethod: 'private_key_jwt',
          privateKeyFile: await write(`${algorithm}.pem`, String(pem)),
          privateKeyId: 'key-7',
        });
        const assertion = form.get('client_assertion') ?? '';
        assert.deepEqual(decodeProtectedHeader(assertion), { alg: algorithm, kid: 'key-7' });
      });
    }

    it('signs with the algorithm that the profile names', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const form = await parametersOf({
        clientAuthenticationMethod: 'private_key_jwt',
        privateKeyFile: await write('ps.pem', String(privateKey.export({ format: 'pem', type: 'pkcs1' }))),
        privateKeyAlgorithm: 'PS256',
      });
      assert.equal(decodeProtectedHeader(form.get('client_assertion') ?? '').alg, 'PS256');
    });

    it('says so where the profile names an algorithm that does not go with the key', async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const profile = {
        clientAuthenticationMethod: 'private_key_jwt',
        privateKeyFile: await write('mismatch.pem', String(privateKey.export({ format: 'pem', type: 'pkcs8' }))),
        privateKeyAlgorithm: 'RS256',
      } as const;
      await assert.rejects(parametersOf(profile), { code: 'configuration_broken', message: /RS256/ });
    });
  });

  for (const [what, content, message] of [
    ['that is missing', null, /does not exist/],
    ['that is no PEM', 'canary-not-pem', /is not in PEM form/],
    ['that cannot be read', '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n', /cannot be used/],
  ] as const) {
    it(`names a private key file ${what}`, async () => {
      const privateKeyFile = content === null ? join(folder, 'missing.pem') : await write('odd.pem', content);
      const profile = profileFor(server.issuer, { clientAuthenticationMethod: 'private_key_jwt', privateKeyFile });
      await assert.rejects(provider.startDevice(profile, {}, unhurried), (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    });
  }

  it('shows its certificate, to the endpoint that is meant for it (RFC 8705)', async () => {
    const { ca, certificate, key } = await issueCertificate();
    const shown: (string | undefined)[] = [];
    const secure = createServer({ ca, cert: certificate, key, requestCert: true }, (incoming, response) => {
      const { origin } = at();
      shown.push(`${incoming.url} ${(incoming.socket as TLSSocket).getPeerCertificate().subject?.CN}`);
      const metadata = {
        issuer: origin,
        token_endpoint: `${origin}/token`,
        mtls_endpoint_aliases: { token_endpoint: `${origin}/mtls/token` },
      };
      const token = { access_token: 'a', token_type: 'Bearer', refresh_token: 'canary-next' };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(incoming.method === 'GET' ? metadata : token));
    });
    const at = () => ({ origin: `https://localhost:${(secure.address() as AddressInfo).port}` });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    try {
      const profile = profileFor(at().origin, {
        clientAuthenticationMethod: 'tls_client_auth',
        caFile: await write('ca.pem', ca),
        certificateFile: await write('client-certificate.pem', certificate),
        privateKeyFile: await write('client-key.pem', key),
      });
      const { grant } = await provider.signInWithPastedGrant(profile, { refreshToken: 'canary-refresh' }, unhurried);
      assert.equal(grant.endpoints.token, `${at().origin}/mtls/token`);
      await provider.refresh({ ...grant, id: 'grant-1' }, request);
      assert.deepEqual(shown.slice(1), ['/mtls/token localhost', '/mtls/token localhost']);

      const withoutCa = grantFor(at().origin);
      await assert.rejects(provider.refresh(withoutCa, request), {
        kind: 'unavailable',
        message: /certificate was not accepted/,
      });
    } finally {
      secure.closeAllConnections();
      secure.close();
    }
  });
});
