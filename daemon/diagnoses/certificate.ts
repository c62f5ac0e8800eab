/** What a server's certificate tells, and what to do about one that was not accepted. */

import type { PeerCertificate } from 'node:tls';
import type { Finding } from '../api.ts';
import type { Profile } from '../profile.ts';
import { plainText } from '../providers/plain-text.ts';
import { ok, warning } from './findings.ts';

const day = 86_400_000;
/** Milliseconds before its end at which a certificate is worth a sentence; most are renewed earlier. */
const soon = 14 * day;

export function describeCertificate(
  url: URL,
  certificate: PeerCertificate | null,
  { privateAuthority, now }: { privateAuthority: string | null; now: number },
): Finding {
  if (url.protocol === 'http:') return ok('certificate', 'None: the server is on this computer and speaks plain http.');
  if (!certificate) return ok('certificate', 'Accepted.');
  const end = Date.parse(certificate.valid_to);
  const by = plainText(
    [certificate.issuer?.O ?? certificate.issuer?.CN].flat().join(', ') || 'an unnamed authority',
    100,
  );
  const trust = privateAuthority === null ? '' : `, which ${privateAuthority} trusts`;
  if (Number.isNaN(end)) return ok('certificate', `Accepted; issued by ${by}${trust}.`);
  const date = new Date(end).toISOString().slice(0, 10);
  const detail = `Accepted; valid until ${date}, issued by ${by}${trust}.`;
  if (end - now > soon) return ok('certificate', detail);
  const left = Math.max(0, Math.floor((end - now) / day));
  const advice = `It ends in ${left} ${left === 1 ? 'day' : 'days'}; whoever runs the server must renew it before.`;
  return warning('certificate', detail, advice);
}

const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Node's and OpenSSL's codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes. null: it is something else. */
export function explainRefusedCertificate(code: string, { caFile }: Pick<Profile, 'caFile'>): string | null {
  if (code === 'CERT_HAS_EXPIRED')
    return 'The server’s certificate has expired; whoever runs it must renew it. Check this computer’s date too.';
  if (code === 'CERT_NOT_YET_VALID') return 'The server’s certificate is not valid yet: check this computer’s date.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'The certificate is for another host: write the issuer with the host name that the certificate has.';
  if (!unknownAuthority.has(code)) return null;
  if (caFile !== null)
    return `${caFile} is the only CA that this profile trusts, and it did not issue this certificate: put the right one there, or take \`ca_file\` out of the profile.`;
  return 'The certificate comes from a CA that this computer does not know, your organisation’s own perhaps (or that of a proxy which reads along): name its PEM file as `ca_file` in the profile or the settings.';
}
