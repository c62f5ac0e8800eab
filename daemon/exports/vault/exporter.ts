/** A secret of a key/value engine of HashiCorp Vault or OpenBao, version 2 or 1. What else the secret holds stays. */

import { TokenwellError } from '../../errors.ts';
import type { SecretPart } from '../../providers/management.ts';
import { type Exporter, type ExportRequest, textOf } from '../exporter.ts';
import { type Answer, findServer, type Server } from './server.ts';

export const exportToVault: Exporter = async (request) => {
  const path = readPath(request);
  const server = await findServer(request);
  const secret = await findSecret(server, path);
  const key = textOf(request.values, 'key');
  return {
    place: `${secret.shown} in the Vault at ${server.host}`,
    async write(parts) {
      const data = dataOf(parts, key);
      if (secret.version === 2) await writeVersion2(server, secret, data);
      else await writeVersion1(server, secret, data);
    },
  };
};

interface Secret {
  version: 1 | 2;
  /** As `vault kv` names it. */
  shown: string;
  /** Below /v1/. */
  path: string;
}

/** Of the API too: /v1/secret/data/lab. */
function readPath({ values }: ExportRequest): string {
  const path = (textOf(values, 'path') ?? '').replace(/^\/*(?:v1\/)?/, '').replace(/\/+$/, '');
  const parts = path.split('/');
  if (parts.length < 2 || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new TokenwellError('bad_request', 'The path (path) must have a mount and a name, as in secret/lab.');
  }
  return path;
}

/** The question by which `vault kv` learns of a path's mount. */
async function findSecret(server: Server, path: string): Promise<Secret> {
  const answer = await server.call('GET', `sys/internal/ui/mounts/${encoded(path)}`);
  if (answer.status !== 200) throw await whyNoMount(server, path, answer);
  const { path: mount, type, options } = answer.body.data ?? {};
  if (typeof mount !== 'string' || !`${path}/`.startsWith(mount) || !['kv', 'generic'].includes(type)) {
    throw new TokenwellError(
      'export_place_missing',
      `${String(mount ?? path)} in the Vault at ${server.host} is no key/value engine. Choose a path below one: \`vault secrets list\` shows them.`,
    );
  }
  const version = options?.version === '2' ? 2 : 1;
  // Who copies a path from the API has its `data/` in it.
  const name = version === 2 ? path.slice(mount.length).replace(/^data\//, '') : path.slice(mount.length);
  if (name === '') throw new TokenwellError('bad_request', `The path needs a name below ${mount}, as in ${mount}lab.`);
  return { version, shown: `${mount}${name}`, path: encoded(version === 2 ? `${mount}data/${name}` : path) };
}

async function whyNoMount(server: Server, path: string, answer: Answer): Promise<TokenwellError> {
  if (answer.status !== 403) return refusal(server, path, answer);
  // 403 as well for a mount that does not exist; whether the token itself is good is known by this.
  const itself = await server.call('GET', 'auth/token/lookup-self');
  if (itself.status === 403) {
    const detail = `The Vault at ${server.host} does not accept the token: it has expired or was revoked. Log in again with \`vault login\` or \`bao login\`.`;
    return new TokenwellError('export_refused', detail);
  }
  const mount = path.split('/')[0];
  const detail = `The Vault at ${server.host} has no key/value engine at ${mount}/, or your token has no access to ${path}. \`vault secrets list\` shows the engines; whoever runs it gives access.`;
  return new TokenwellError('export_place_missing', detail);
}

/** A secret that is not there is made; one that is there keeps its other keys. */
async function writeVersion2(server: Server, { path, shown }: Secret, data: Record<string, string>): Promise<void> {
  const made = await server.call('POST', path, { options: { cas: 0 }, data });
  if (isDone(made)) return;
  if (made.status !== 400) throw refusal(server, shown, made);
  const patched = await server.call('PATCH', path, { data });
  if (isDone(patched)) return;
  // Not every policy allows a patch, and a deleted secret takes none.
  if (![403, 404, 405].includes(patched.status)) throw refusal(server, shown, patched);
  const there = await server.call('GET', path);
  if (![200, 404].includes(there.status)) throw wouldOverwrite(server, shown, there);
  const cas = Number(there.body.data?.metadata?.version ?? 0);
  const replaced = await server.call('POST', path, { options: { cas }, data: { ...there.body.data?.data, ...data } });
  if (!isDone(replaced)) throw refusal(server, shown, replaced);
}

async function writeVersion1(server: Server, { path, shown }: Secret, data: Record<string, string>): Promise<void> {
  const there = await server.call('GET', path);
  if (![200, 404].includes(there.status)) throw wouldOverwrite(server, shown, there);
  const written = await server.call('POST', path, { ...there.body.data, ...data });
  if (!isDone(written)) throw refusal(server, shown, written);
}

function wouldOverwrite(server: Server, shown: string, answer: Answer): TokenwellError {
  if (answer.status !== 403) return refusal(server, shown, answer);
  const detail = `Your token may not read ${shown} in the Vault at ${server.host}, so that what is there would be lost. Choose a path where nothing is.`;
  return new TokenwellError('export_refused', detail);
}

function refusal({ host }: Server, shown: string, { status, body }: Answer): TokenwellError {
  const said = Array.isArray(body.errors) ? body.errors.map(String).join('; ').slice(0, 300) : '';
  if (status === 503 && /sealed/i.test(said)) {
    const detail = `The Vault at ${host} is sealed. Whoever runs it unseals it (\`vault operator unseal\`); then try again.`;
    return new TokenwellError('export_unavailable', detail);
  }
  if (status === 403) {
    const detail = `Your token may not write ${shown} in the Vault at ${host}. Log in with one that may, or choose another path.`;
    return new TokenwellError('export_refused', detail);
  }
  if (status === 404) {
    const detail = `The server at ${host} knows no ${shown}. Check that VAULT_ADDR is that of a Vault, and its namespace.`;
    return new TokenwellError('export_place_missing', detail);
  }
  const detail = `The Vault at ${host} answered ${status}${said && `: ${said}`}. Try again, or ask whoever runs it.`;
  return new TokenwellError(status >= 500 ? 'export_unavailable' : 'export_refused', detail);
}

function isDone({ status }: Answer): boolean {
  return status === 200 || status === 204;
}

function dataOf(parts: readonly SecretPart[], key: string | null): Record<string, string> {
  return Object.fromEntries(parts.map(({ name, value }, index) => [index === 0 && key ? key : name, value]));
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
