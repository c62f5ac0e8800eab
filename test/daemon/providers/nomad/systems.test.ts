import assert from 'node:assert/strict';
import { type Stage, setStage } from './stage.ts';

describe('NOMAD by its name', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage();
  });
  after(() => stage.close());

  for (const address of [
    'https://nomad-lab.eu/prod/v1',
    'nomad-lab.eu/prod/v1/',
    'https://nomad-lab.eu/prod/v1/api/v1/extensions/docs',
    'https://nomad-lab.eu/prod/v1/gui/search/entries?x=1',
    undefined,
  ]) {
    it(`becomes a profile from the address ${address ?? 'that is proposed'}`, async () => {
      const values = address === undefined ? {} : { address };
      const { name, definition } = await stage.test.connection.profileOfSystem('nomad', { values });
      assert.deepEqual(
        [name, definition.provider, definition.issuer, definition.client_id],
        ['nomad', 'nomad', 'https://nomad-lab.eu/prod/v1', 'nomad_public'],
      );
    });
  }

  it("has the names of its client's environment", async () => {
    const { presets } = await stage.test.connection.environmentPresets('nomad');
    assert.deepEqual(presets[0]?.variables, {
      NOMAD_CLIENT_ACCESS_TOKEN: '{access_token}',
      NOMAD_CLIENT_URL: '{issuer}/api',
    });
  });
});
