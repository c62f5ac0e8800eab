/** Where GitHub is, and the token for it: as its command `gh` finds them. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireSafeAddress } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { ExportRequest } from '../exporter.ts';

export interface GitHub {
  host: string;
  api: string;
  token: string;
}

type Environment = ExportRequest['environment'];

/** Throws `export_not_configured`, `insecure_address`. */
export async function findGitHub(environment: Environment): Promise<GitHub> {
  const host = environment.GH_HOST || 'github.com';
  if (!/^[a-z0-9.-]+(?::\d+)?$/i.test(host))
    throw new TokenwellError('bad_request', 'GH_HOST is not the name of a host.');
  const api = environment.GITHUB_API_URL || usualAddress(host);
  if (!URL.canParse(api)) throw new TokenwellError('bad_request', 'GITHUB_API_URL is not an address.');
  requireSafeAddress(api, 'GitHub API');
  const token = givenToken(environment, host) || (await tokenOfGh(host, environment));
  if (token) return { host: new URL(api).host, api: api.replace(/\/$/, ''), token };
  throw new TokenwellError(
    'export_not_configured',
    `There is no token for ${host}: log in with \`gh auth login\`, or set GH_TOKEN to one that may write the repository's secrets.`,
  );
}

function usualAddress(host: string): string {
  if (host === 'github.com') return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`;
}

/** A token of github.com is not for a company's own server. */
function givenToken(environment: Environment, host: string): string | undefined {
  if (host === 'github.com' || host.endsWith('.ghe.com')) return environment.GH_TOKEN || environment.GITHUB_TOKEN;
  return environment.GH_ENTERPRISE_TOKEN || environment.GITHUB_ENTERPRISE_TOKEN;
}

async function tokenOfGh(host: string, environment: Environment): Promise<string> {
  try {
    const options = { env: environment, timeout: 10_000, windowsHide: true };
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token', '--hostname', host], options);
    return stdout.trim();
  } catch {
    // There is no gh, or nobody is logged in.
    return '';
  }
}
