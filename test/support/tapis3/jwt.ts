/** JWTs as Tapis v3 issues them: signed with a tenant's key, whose public half the tenants service shows. */

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** PEM. */
export const publicKeyOfTenant = publicKey.export({ format: 'pem', type: 'spki' }).toString();

export interface Claims {
  jti: string;
  sub: string;
  exp: number;
  [name: string]: unknown;
}

export function issueJwt(user: string, life: number, claims: Record<string, unknown>): { jwt: string; claims: Claims } {
  const full: Claims = {
    ...{ jti: randomUUID(), iss: 'https://stand-in.tapis.example/v3/tokens', sub: `${user}@stand-in` },
    ...{ 'tapis/tenant_id': 'stand-in', 'tapis/account_type': 'user', exp: Math.floor(Date.now() / 1000) + life },
    ...claims,
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(full)}`;
  return {
    jwt: `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`,
    claims: full,
  };
}

export function readClaims(jwt: string): Claims | null {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;
  } catch {
    return null;
  }
}
