/** The way to a server: by which proxy, whether it answers, whom its certificate says it is, and what time it has there. */

import { readFile } from 'node:fs/promises';
import { nameHop, requireSafeAddress } from '../address.ts';
import type { Finding } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { OutgoingSettings } from '../outgoing-settings.ts';
import type { Profile } from '../profile.ts';
import { proxyAddressFor } from '../providers/connection.ts';
import { ProviderFailure } from '../providers/failure.ts';
import { type ConnectionTraits, send } from '../providers/outgoing.ts';
import { transportCodeOf } from '../providers/transport-error.ts';
import { describeCertificate, explainRefusedCertificate } from './certificate.ts';
import { failed, ok, warning } from './findings.ts';
import { watchCertificate } from './watch-certificate.ts';

interface Means {
  outgoing: OutgoingSettings;
  clock: Clock;
  signal: AbortSignal;
}

/** Milliseconds by which clocks may differ: what is signed with a time is usually taken with this much tolerance. */
const harmlessSkew = 30_000;
const badSkew = 300_000;

/** Bytes; the answer itself is not looked at. */
const longestBody = 4 * 1024 * 1024;

export async function examineConnection(profile: Profile, { outgoing, clock, signal }: Means): Promise<Finding[]> {
  // Without discovery the issuer is only a name.
  const url = requireSafeAddress(profile.endpoints?.token ?? profile.issuer, 'server');
  const caFile = await readAuthority(profile);
  if (caFile.finding) return [caFile.finding];
  const connection: ConnectionTraits = {
    certificateAuthority: caFile.content,
    proxy: profile.proxy,
    clientCertificate: null,
  };
  const destination = { url: url.href, hop: nameHop('server', url.href), connection };
  const findings = [describeProxy(profile, proxyAddressFor(destination, outgoing.current()))];
  const watch = watchCertificate(url.origin);
  const before = clock.now().wall;
  try {
    const answer = await send(
      { ...destination, method: 'GET', headers: {}, body: null, longestBody, signal },
      outgoing,
    );
    const after = clock.now().wall;
    findings.push(describeAnswer(url.host, answer.status, after - before));
    findings.push(describeCertificate(url, watch.certificate(), { privateAuthority: profile.caFile, now: after }));
    const skew = describeSkew(answer.headers.get('date'), (before + after) / 2);
    return skew ? [...findings, skew] : findings;
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    const code = transportCodeOf(error);
    const advice = explainRefusedCertificate(code, profile) ?? adviceOnWay(code, findings[0]);
    return [...findings, failed('connection', error.message, advice)];
  } finally {
    watch.end();
  }
}

async function readAuthority({ caFile }: Profile): Promise<{ content: string | null; finding?: Finding }> {
  if (caFile === null) return { content: null };
  try {
    const content = await readFile(caFile, 'utf8');
    if (content.includes('-----BEGIN ')) return { content };
    const advice = 'Point `ca_file` of the profile to the PEM file with the certificates to trust.';
    return { content: null, finding: failed('CA file', `${caFile} is not in PEM form.`, advice) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const advice = 'Mend the path in `ca_file` of the profile, or the permissions of the file.';
    return { content: null, finding: failed('CA file', `${caFile} cannot be read (${code}).`, advice) };
  }
}

/** Some proxies want a name and a password in their address; neither is told. */
function describeProxy(profile: Profile, proxy: string | null): Finding {
  if (proxy === null) return ok('proxy', 'None is used for this server.');
  const { protocol, host } = new URL(proxy);
  const whose = profile.proxy
    ? 'the profile names it'
    : 'from the settings, or the first program that called the daemon';
  return ok('proxy', `${protocol}//${host} (${whose}).`);
}

function describeAnswer(host: string, status: number, milliseconds: number): Finding {
  const time = `${Math.max(0, Math.round(milliseconds))} ms`;
  if (status < 500) return ok('connection', `${host} answers, after ${time}.`);
  const detail = `${host} answers with HTTP status ${status}, after ${time}.`;
  return failed('connection', detail, 'The server, or a gateway before it, is out of order; ask whoever runs it.');
}

/** Times in milliseconds; `Date` has whole seconds, so half of one is added. */
function describeSkew(date: string | null, now: number): Finding | null {
  const there = date === null ? Number.NaN : Date.parse(date) + 500;
  if (Number.isNaN(there)) return null;
  const skew = now - there;
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= harmlessSkew) return ok('clock', 'This computer and the server agree on the time.');
  const detail = `This computer’s clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the server’s.`;
  const advice =
    'Set the clock (`timedatectl set-ntp true` on Linux). Tokens are renewed all the same, but what is signed with a time may be refused.';
  return Math.abs(skew) > badSkew ? failed('clock', detail, advice) : warning('clock', detail, advice);
}

function adviceOnWay(code: string, proxy: Finding | undefined): string {
  const viaProxy = proxy?.detail.startsWith('None') ? '' : ` Or the proxy is the cause: ${proxy?.detail}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `Check the host name in the profile’s issuer, and whether this computer is on the network or VPN that knows it.${viaProxy}`;
  if (code === 'ECONNREFUSED') return `Check host and port in the profile’s issuer.${viaProxy}`;
  if (code === 'BAD_PORT') return 'Use another port: this one is never called, as in browsers.';
  return `Check the network; if this network needs a proxy, name it as \`https_proxy\` in the settings.${viaProxy}`;
}
