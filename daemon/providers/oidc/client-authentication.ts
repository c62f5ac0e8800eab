/** How the client proves itself: put together at sign-in from the profile and what the person supplied. */

import { createPrivateKey, type KeyObject } from 'node:crypto';

import { importPKCS8 } from 'jose';
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  None,
  PrivateKeyJwt,
  TlsClientAuth,
} from 'openid-client';
import { TokenwellError } from '../../errors.ts';
import type { ClientAuthentication } from '../../grant.ts';
import type { Profile } from '../../profile.ts';
import type { SignInSecrets } from '../provider.ts';
import { readConfiguredFile } from './configured-file.ts';

/** Throws `bad_request` where a secret is missing, `configuration_broken` where a key is. */
export async function readClientAuthentication(
  profile: Profile,
  secrets: SignInSecrets,
): Promise<ClientAuthentication> {
  const method = profile.clientAuthenticationMethod;
  switch (method) {
    case 'none':
      return { method };
    case 'client_secret_basic':
    case 'client_secret_post':
      if (secrets.clientSecret) return { method, clientSecret: secrets.clientSecret };
      throw new TokenwellError('bad_request', `Profile ${profile.name} needs the client's secret to sign in.`);
    case 'private_key_jwt': {
      const key = await readPrivateKey(profile);
      const algorithm = profile.privateKeyAlgorithm ?? usualAlgorithm(profile, key);
      await requireFitting(profile, pkcs8(key), algorithm);
      return { method, privateKey: pkcs8(key), algorithm, keyId: profile.privateKeyId };
    }
    case 'tls_client_auth': {
      if (!profile.certificateFile) throw missing(profile, 'certificate_file', method);
      const certificate = await readConfiguredFile(profile, profile.certificateFile, 'certificate file');
      return { method, certificate, privateKey: pkcs8(await readPrivateKey(profile)) };
    }
  }
}

/** The same in the library's terms. */
export async function toClientAuth(authentication: ClientAuthentication): Promise<ClientAuth> {
  switch (authentication.method) {
    case 'none':
      return None();
    case 'client_secret_basic':
      return ClientSecretBasic(authentication.clientSecret);
    case 'client_secret_post':
      return ClientSecretPost(authentication.clientSecret);
    case 'private_key_jwt': {
      const key = await importPKCS8(authentication.privateKey, authentication.algorithm);
      return PrivateKeyJwt(authentication.keyId ? { key, kid: authentication.keyId } : key);
    }
    case 'tls_client_auth':
      // The certificate is shown by the connection; see parties.ts.
      return TlsClientAuth();
  }
}

async function readPrivateKey(profile: Profile): Promise<KeyObject> {
  if (!profile.privateKeyFile) throw missing(profile, 'private_key_file', profile.clientAuthenticationMethod);
  const pem = await readConfiguredFile(profile, profile.privateKeyFile, 'private key file');
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause is left out on purpose: what a parser says of a private key belongs in no log.
    throw new TokenwellError(
      'configuration_broken',
      `The private key ${profile.privateKeyFile} of profile ${profile.name} (${profile.file}) cannot be used. Store it as PEM without a passphrase, in a file that only you can read.`,
    );
  }
}

/** At sign-in, so that a mistake in the profile is not found by a refresh. */
async function requireFitting(profile: Profile, privateKey: string, algorithm: string): Promise<void> {
  try {
    await importPKCS8(privateKey, algorithm);
  } catch {
    throw new TokenwellError(
      'configuration_broken',
      `The private key of profile ${profile.name} (${profile.file}) cannot sign with ${algorithm}.`,
    );
  }
}

function pkcs8(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The algorithm that goes with the key, where the profile names none. */
function usualAlgorithm(profile: Profile, key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return 'RS256';
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  const algorithm = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }[curve];
  if (algorithm) return algorithm;
  throw missing(profile, 'token_endpoint_auth_signing_alg', 'this kind of key');
}

function missing(profile: Profile, member: string, reason: string): TokenwellError {
  return new TokenwellError(
    'configuration_broken',
    `Profile ${profile.name} (${profile.file}) needs \`${member}\` for ${reason}.`,
  );
}
