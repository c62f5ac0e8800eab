import assert from 'node:assert/strict';
import { ExportStage } from '../support/export-stage.ts';

describe('tokens that live on after a sign-out', () => {
  it('are told with when they end as moments are everywhere, year first', async () => {
    const stage = await ExportStage.start();
    try {
      const { connection } = stage.daemon;
      const [account] = (await connection.accounts()).accounts;
      const values = { description: 'job', expires_in: 86_400 };
      await connection.createLongLivedToken(account?.id ?? '', { kind: 'app_token', values });
      await connection.signOut(account?.id ?? '');
      const { stdout } = await stage.run(['list', 'nomad']);
      assert.match(stdout, /! Lives on: .*"job", of alice on nomad, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\n/);
    } finally {
      await stage.close();
    }
  });
});
