import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSchemathesis, run } from '../support/schemathesis.ts';
import { serverUnderTest } from '../support/server-under-test.ts';

const contract = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

describe('a schema-driven fuzzer', function () {
  this.timeout(300_000);

  it('finds no 5xx, and no answer that the OpenAPI document does not have', async () => {
    const program = await installSchemathesis();
    const tested = await serverUnderTest();
    // The fuzzer cannot speak to a Unix socket; this passes bytes on as they are.
    const bridge = createServer((outside) => {
      const inside = connect(tested.server.socket);
      for (const socket of [inside, outside]) socket.on('error', () => socket.destroy());
      inside.on('close', () => outside.destroySoon());
      outside.on('close', () => inside.destroySoon());
      outside.pipe(inside).pipe(outside);
    });
    bridge.listen(0, '127.0.0.1');
    await once(bridge, 'listening');
    const reports = mkdtempSync(join(tmpdir(), 'tokenwell-fuzz-'));
    const checks = [
      'not_a_server_error',
      'status_code_conformance',
      'content_type_conformance',
      'response_schema_conformance',
      'allow_header_conformance',
    ];
    const { status, output } = await run(program, [
      'run',
      contract,
      ...['--url', `http://127.0.0.1:${(bridge.address() as AddressInfo).port}`],
      ...['--checks', checks.join(',')],
      ...['--phases', 'examples,coverage,fuzzing'],
      ...['--max-examples', '50', '--seed', '1', '--no-color', '--warnings', 'off'],
      ...['--suppress-health-check', 'all', '--report-dir', reports],
      // A WebSocket; the fuzzer knows no upgrade.
      ...['--exclude-path', '/v1/events'],
    ]);
    rmSync(reports, { recursive: true, force: true });
    bridge.close();
    await tested.end();
    assert.equal(status, 0, output);
  });
});
