/** A certificate authority for one test run, and a certificate of it for 127.0.0.1 and localhost. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** PEM, all three. */
  ca: string;
  certificate: string;
  key: string;
}

/** node:crypto cannot issue certificates, so OpenSSL's command does (Debian: `apt-get install openssl`). */
export async function issueCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwell-ca-'));
  const openssl = (line: string) => promisify(execFile)('openssl', line.split(' '), { cwd: folder });
  const keyOptions = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  try {
    await openssl(`req -x509 ${keyOptions} -days 2 -subj /CN=Tokenwell-test-CA -keyout ca.key -out ca.pem`);
    await openssl(`req ${keyOptions} -subj /CN=localhost -keyout server.key -out server.csr`);
    await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    await openssl(
      'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem',
    );
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    return { ca: await read('ca.pem'), certificate: await read('server.pem'), key: await read('server.key') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
