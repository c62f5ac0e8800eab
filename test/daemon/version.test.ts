import assert from 'node:assert/strict';
import { isNewer, version } from '../../daemon/version.ts';
import packageJson from '../../package.json' with { type: 'json' };

describe('the version', () => {
  it('is the one of package.json', () => {
    assert.equal(version, packageJson.version);
  });

  it('orders versions as Semantic Versioning §11 does', () => {
    const ascending = ['0.9.0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta.2', '1.0.0-beta.11'];
    ascending.push('1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0');
    for (const [place, one] of ascending.entries()) {
      for (const [otherPlace, other] of ascending.entries()) {
        assert.equal(isNewer(one, other), place > otherPlace, `${one} newer than ${other}`);
      }
    }
  });

  it('sees no difference in build metadata', () => {
    assert.deepEqual([isNewer('1.0.0+b', '1.0.0+a'), isNewer('1.0.0+a', '1.0.0+b')], [false, false]);
  });

  it('takes what is no version for the oldest', () => {
    assert.deepEqual([isNewer('latest', '0.0.1'), isNewer('0.0.1', 'latest'), isNewer('', '')], [false, true, false]);
  });
});
