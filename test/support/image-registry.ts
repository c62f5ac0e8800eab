/** A registry of container images (OCI Distribution Specification) with one tiny image in it, for whoever brings the right password. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ImageRegistry {
  /** `127.0.0.1:PORT`, as docker names it. */
  host: string;
  /** `USER:PASSWORD` of each request; null: none. */
  asked: (string | null)[];
  close(): void;
}

/** Serves `hello:latest`, one layer with the file `/hello`. */
export async function startImageRegistry(accepts: (credentials: string) => Promise<boolean>): Promise<ImageRegistry> {
  const blobs = new Map<string, Buffer>();
  const keep = (content: Buffer) => {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    blobs.set(digest, content);
    return { digest, size: content.length };
  };
  const layer = tarOf('hello', 'Hello from the image.\n');
  const configuration = {
    ...{ architecture: 'amd64', os: 'linux', config: {} },
    rootfs: { type: 'layers', diff_ids: [keep(layer).digest] },
  };
  const type = 'application/vnd.oci.image';
  const manifest = Buffer.from(
    JSON.stringify({
      ...{ schemaVersion: 2, mediaType: `${type}.manifest.v1+json` },
      config: { mediaType: `${type}.config.v1+json`, ...keep(Buffer.from(JSON.stringify(configuration))) },
      layers: [{ mediaType: `${type}.layer.v1.tar`, ...keep(layer) }],
    }),
  );
  blobs.set('latest', manifest);
  keep(manifest);

  const asked: (string | null)[] = [];
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const credentials = authorization ? Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString() : null;
    asked.push(credentials);
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    if (credentials === null || !(await accepts(credentials))) {
      return response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="images"' }).end();
    }
    const path = (request.url ?? '').replace(/^\/v2\/?/, '');
    if (path === '') return response.end('{}');
    const [, kind, name = ''] = /^hello\/(manifests|blobs)\/(.+)$/.exec(path) ?? [];
    const content = blobs.get(name);
    if (!content) return response.writeHead(404).end();
    response.setHeader('Content-Type', kind === 'manifests' ? `${type}.manifest.v1+json` : 'application/octet-stream');
    response.setHeader('Docker-Content-Digest', keep(content).digest);
    response.setHeader('Content-Length', content.length);
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => server.close() };
}

function tarOf(name: string, content: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-image-'));
  writeFileSync(join(folder, name), content);
  const tar = execFileSync('tar', ['-C', folder, '--owner=0', '--group=0', '-cf', '-', name]);
  rmSync(folder, { recursive: true });
  return tar;
}
