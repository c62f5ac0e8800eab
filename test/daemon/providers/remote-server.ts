/**
 * A server that believes to be `auth.example.org` or `auth.example.invalid`, reached through a proxy that tunnels every name to it. It is how the
 * tests get a server that is not of this machine.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface RemoteServer {
  /** PEM of its certificate, which is its own CA; and the file that holds it. */
  certificate: string;
  certificateFile: string;
  /** Its port on this machine, where it answers to `localhost` too. */
  port: number;
  server: Server;
  /** `http://127.0.0.1:PORT` of the proxy. */
  proxy: string;
  /** What the proxy was asked to connect to. */
  tunnels: string[];
  /** What the proxy answers with; 200 opens the tunnel. */
  proxyStatus: number;
  close(): Promise<void>;
}

export async function startRemoteServer(respond: RequestListener): Promise<RemoteServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwell-test-'));
  const { cert, key, file } = await selfSigned(folder);
  const server = createSecureServer({ cert, key }, respond);
  const proxy = createServer().on('connect', (request, socket) => {
    remote.tunnels.push(request.url ?? '');
    socket.write(`HTTP/1.1 ${remote.proxyStatus} X\r\n\r\n`);
    if (remote.proxyStatus !== 200) return socket.end();
    const onward = connect(remote.port, '127.0.0.1');
    onward.pipe(socket).pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const remote: RemoteServer = {
    certificate: cert,
    certificateFile: file,
    port: await listen(server),
    server,
    proxy: `http://127.0.0.1:${await listen(proxy)}`,
    tunnels: [],
    proxyStatus: 200,
    async close() {
      for (const one of [server, proxy]) {
        one.close();
        one.closeAllConnections();
      }
      await rm(folder, { recursive: true });
    },
  };
  return remote;
}

/** One self-signed certificate: CA and server in one. */
export async function selfSigned(folder: string) {
  const names = 'subjectAltName=DNS:auth.example.org,DNS:auth.example.invalid,DNS:localhost';
  const line = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -addext ${names} -keyout key.pem -out cert.pem`;
  await promisify(execFile)('openssl', line.split(' '), { cwd: folder });
  const file = join(folder, 'cert.pem');
  return { file, cert: await readFile(file, 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
