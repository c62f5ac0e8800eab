/** A secret of GitHub Actions, by GitHub's own client: sealed for the repository's public key before it leaves. */

import { request as gitHubRequest } from '@octokit/request';
import { TokenwellError } from '../../errors.ts';
import type { SecretPart } from '../../providers/management.ts';
import { type Exporter, type ExportRequest, textOf } from '../exporter.ts';
import { findGitHub } from './credentials.ts';
import { seal } from './sealed-box.ts';

export const exportToGitHubActions: Exporter = async (request) => {
  const wanted = readWanted(request);
  const { host, api, token } = await findGitHub(request.environment);
  const call = gitHubRequest.defaults({
    baseUrl: api,
    headers: { authorization: `token ${token}`, 'user-agent': 'tokenwell' },
    request: { signal: AbortSignal.timeout(25_000), redirect: 'error' },
  });
  const secrets = `/repos/{owner}/{repo}${wanted.environment ? '/environments/{environment_name}' : '/actions'}/secrets`;
  const ask = async (route: string, more: object = {}) => {
    try {
      const { owner, repo, environment } = wanted;
      return (await call(route, { owner, repo, ...(environment && { environment_name: environment }), ...more })).data;
    } catch (error) {
      throw explain(error, wanted, host);
    }
  };
  const found = await ask(`GET ${secrets}/public-key`);
  const key = readKey(found, host);
  return {
    place: `${wanted.name} among the secrets of ${shown(wanted)} at ${host}`,
    async write(parts) {
      for (const { name, value } of named(parts, wanted.name)) {
        const sealed = Buffer.from(seal(Buffer.from(value), key.bytes)).toString('base64');
        await ask(`PUT ${secrets}/{secret_name}`, { secret_name: name, encrypted_value: sealed, key_id: key.id });
      }
    },
  };
};

interface Wanted {
  owner: string;
  repo: string;
  environment: string | null;
  name: string;
}

function readWanted({ values }: ExportRequest): Wanted {
  const repository = (textOf(values, 'repository') ?? '').replace(/^https:\/\/[^/]+\//, '').replace(/\.git$/, '');
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  if (!owner || !repo) throw new TokenwellError('bad_request', 'The repository must be one like example/analysis.');
  const name = textOf(values, 'name') ?? '';
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name) || /^GITHUB_/i.test(name)) {
    throw new TokenwellError(
      'bad_request',
      'The name of a GitHub secret has letters, digits and underscores, begins with no digit, and not with GITHUB_.',
    );
  }
  return { owner, repo, environment: textOf(values, 'environment'), name: name.toUpperCase() };
}

/** One value has the name alone; of several each has its own behind it: LAB_CLIENT_ID, LAB_CLIENT_SECRET. */
function named(parts: readonly SecretPart[], name: string): { name: string; value: string }[] {
  const [only, second] = parts;
  if (only && !second) return [{ name, value: only.value }];
  return parts.map((part) => ({ name: `${name}_${part.name.toUpperCase()}`, value: part.value }));
}

function readKey(found: unknown, host: string): { id: string; bytes: Uint8Array } {
  const { key_id: id, key } = (found ?? {}) as { key_id?: unknown; key?: unknown };
  const bytes = Buffer.from(typeof key === 'string' ? key : '', 'base64');
  if (typeof id === 'string' && bytes.length === 32) return { id, bytes };
  const detail = `${host} did not answer as GitHub does. Check GITHUB_API_URL and GH_HOST.`;
  throw new TokenwellError('export_unavailable', detail);
}

function explain(error: unknown, wanted: Wanted, host: string): TokenwellError {
  const { status } = error as { status?: number };
  if (status === 401) {
    const detail = `${host} does not accept the token: it has expired or was revoked. \`gh auth login\` gets a new one; GH_TOKEN goes before it where it is set.`;
    return new TokenwellError('export_refused', detail);
  }
  if (status === 403 || status === 404) {
    const detail = `Your token has no access to the secrets of ${shown(wanted)} at ${host}, or there is no such repository${wanted.environment ? ' or environment' : ''}. It needs the scope \`repo\`, or the permission Secrets: write.`;
    return new TokenwellError(status === 404 ? 'export_place_missing' : 'export_refused', detail);
  }
  if (status === 422) {
    return new TokenwellError(
      'export_refused',
      `${host} does not take ${wanted.name} for ${shown(wanted)}. Check the name.`,
    );
  }
  const answered = status !== undefined && status !== 500 ? ` (${status})` : '';
  const detail = `${host} cannot be reached or does not work${answered}. Check the network, and try again.`;
  return new TokenwellError('export_unavailable', detail);
}

function shown({ owner, repo, environment }: Wanted): string {
  return environment ? `${owner}/${repo} (${environment})` : `${owner}/${repo}`;
}
