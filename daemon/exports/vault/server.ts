/**
 * Calls to a Vault or OpenBao. Node's own client does: what there is as a library (node-vault) is as large as the AWS SDK
 * and leaves KV's two versions, and what its refusals mean, to whoever uses it; four calls are needed.
 */

import { readFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { requireSafeAddress } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import { type ExportRequest, textOf } from '../exporter.ts';

export interface Answer {
  status: number;
  body: any;
}

export interface Server {
  host: string;
  /** `path` below /v1/. Throws `export_unavailable`. */
  call(method: string, path: string, body?: object): Promise<Answer>;
}

/** By the chain that both commands use. Throws `export_not_configured`, `insecure_address`. */
export async function findServer({ values, environment }: ExportRequest): Promise<Server> {
  const named = (name: string) => environment[`BAO_${name}`] || environment[`VAULT_${name}`] || null;
  const address = textOf(values, 'address') ?? named('ADDR');
  if (address === null) {
    throw new TokenwellError(
      'export_not_configured',
      'Neither VAULT_ADDR nor BAO_ADDR says where the server is. Set one where you start this, or give the address.',
    );
  }
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    throw new TokenwellError(
      'bad_request',
      'The address of the Vault must be one like https://vault.example.org:8200.',
    );
  }
  requireSafeAddress(address, 'Vault');
  const headers = await headersOf(named('TOKEN'), textOf(values, 'namespace') ?? named('NAMESPACE'));
  const security = await securityOf(named);
  const base = new URL(address);
  const agent = new Agent({ ...security, proxyEnv: environment } as Agent['options']);
  return {
    host: base.host,
    async call(method, path, body) {
      const url = new URL(`${base.pathname.replace(/\/$/, '')}/v1/${path}`, base);
      return send(url, { method, headers, agent }, body);
    },
  };
}

async function headersOf(given: string | null, namespace: string | null): Promise<Record<string, string>> {
  const token = given ?? (await readFile(join(homedir(), '.vault-token'), 'utf8').catch(() => '')).trim();
  if (token === '') {
    throw new TokenwellError(
      'export_not_configured',
      'There is no token for the Vault: log in with `vault login` or `bao login`, or set VAULT_TOKEN or BAO_TOKEN.',
    );
  }
  if (/[^\x21-\x7e]/.test(token)) {
    throw new TokenwellError('export_not_configured', 'The token for the Vault has characters that no token has.');
  }
  return {
    'X-Vault-Token': token,
    'X-Vault-Request': 'true',
    ...(namespace && { 'X-Vault-Namespace': encodeURI(namespace) }),
  };
}

async function securityOf(named: (name: string) => string | null) {
  const pem = async (name: string) => {
    const path = named(name);
    if (path === null) return undefined;
    return readFile(path, 'utf8').catch(() => {
      throw new TokenwellError(
        'export_not_configured',
        `The file that VAULT_${name} or BAO_${name} names cannot be read.`,
      );
    });
  };
  const [ca, cert, key] = await Promise.all([pem('CACERT'), pem('CLIENT_CERT'), pem('CLIENT_KEY')]);
  const servername = named('TLS_SERVER_NAME');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), ...(servername && { servername }) };
}

interface Call {
  method: string;
  headers: Record<string, string>;
  agent: Agent;
}

/** Milliseconds of silence. */
const silence = 10_000;

async function send(url: URL, { method, headers, agent }: Call, body: object | undefined): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const options = { method, headers: { ...headers, ...(body && { 'Content-Type': type }) }, timeout: silence };
  try {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = url.protocol === 'https:' ? secureRequest(url, { ...options, agent }) : plainRequest(url, options);
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
    request.once('response', (response) => {
      text(response).then((content) => resolve({ status: response.statusCode ?? 0, body: parse(content) }), reject);
    });
    request.end(body && JSON.stringify(body));
    return await promise;
  } catch (error) {
    throw unreachable(url.host, error);
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content) ?? {};
  } catch {
    return {};
  }
}

function unreachable(host: string, error: unknown): TokenwellError {
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  const isCertificate = /CERT|SELF_SIGNED|ISSUER|VERIFY|ALTNAME/.test(code);
  const what = isCertificate
    ? `The certificate of the Vault at ${host} is not trusted (${code}). Name its CA in VAULT_CACERT.`
    : `The Vault at ${host} cannot be reached${code && ` (${code})`}. Check VAULT_ADDR and the network.`;
  return new TokenwellError('export_unavailable', what);
}
