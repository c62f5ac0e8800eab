import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../daemon/log.ts';
import { findPaths } from '../../../daemon/paths.ts';
import { startServer } from '../../../daemon/server/server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeServices } from '../../support/fake-services.ts';

describe('the owner socket', () => {
  it('comes back after something else stood in the place of its directory', async () => {
    const home = mkdtempSync(join(tmpdir(), 'tokenwell-socket-'));
    const paths = findPaths({ TOKENWELL_HOME: home });
    const clock = new FakeClock();
    const { promise: restored, resolve } = Promise.withResolvers<void>();
    const onAddressChange = () => resolve();
    const server = await startServer(fakeServices(), { paths, clock, log: silentLog, tcp: false, onAddressChange });
    rmSync(paths.runtime, { recursive: true });
    writeFileSync(paths.runtime, 'a file');
    await clock.advance(10_000);
    rmSync(paths.runtime);
    await clock.advance(10_000);
    await restored;
    assert.ok(existsSync(server.socket));
    await server.close();
    rmSync(home, { recursive: true });
  });
});
