import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { TokenwellError } from '../../../daemon/errors.ts';
import { writeDiscovery } from '../../../daemon/lifecycle/discovery-file.ts';
import { checkHandOver, openWhenFree } from '../../../daemon/lifecycle/hand-over.ts';
import { findPaths } from '../../../daemon/paths.ts';
import { freshHome } from '../../support/daemon.ts';

const question = { running: '1.2.0', successor: '1.3.0', holdsMemoryOnlyGrants: false, isAtRisk: false };

describe('a hand-over', () => {
  it('is granted to a newer version', () => {
    assert.doesNotThrow(() => checkHandOver(question));
  });

  for (const successor of ['1.2.0', '1.1.9', '1.2.0-beta.1', 'latest', undefined]) {
    it(`is declined to ${successor ?? 'a version that is not named'}`, () => {
      assert.throws(() => checkHandOver({ ...question, successor }), isDeclined(/no newer/));
    });
  }

  it('is declined while sign-ins would be lost, and says so', () => {
    assert.throws(() => checkHandOver({ ...question, holdsMemoryOnlyGrants: true }), isDeclined(/in memory only/));
    assert.throws(() => checkHandOver({ ...question, isAtRisk: true }), isDeclined(/could not write/));
  });

  it('repeats nothing of a version that is none', () => {
    assert.throws(
      () => checkHandOver({ ...question, successor: '<script>\u001b[31m' }),
      isDeclined(/version script31m is no newer/),
    );
  });
});

describe('taking over', () => {
  const home = freshHome();
  const paths = findPaths({ TOKENWELL_HOME: home });
  const predecessor = { startId: 'old', discoveryCopy: paths.discoveryCopy };
  const held = new TokenwellError('already_running', 'held');

  after(() => rmSync(home, { recursive: true, force: true }));

  it('waits until the predecessor has let go', async () => {
    let tries = 0;
    const state = await openWhenFree(async () => {
      tries += 1;
      if (tries < 3) throw held;
      return 'the state';
    }, predecessor);
    assert.deepEqual([state, tries], ['the state', 3]);
  });

  it('gives up at once when another successor was quicker', async () => {
    const address = { socket: '/x', url: null, port: null, pid: 1, version: '2.0.0', key_file: '/y', host: 'z' };
    writeDiscovery(paths, { ...address, start_id: 'new' });
    await assert.rejects(
      openWhenFree(() => Promise.reject(held), predecessor),
      held,
    );
  });

  it('does not wait for what is no lock', async () => {
    const damaged = new TokenwellError('store_damaged', 'damaged');
    await assert.rejects(
      openWhenFree(() => Promise.reject(damaged), predecessor),
      damaged,
    );
  });
});

function isDeclined(words: RegExp) {
  return (error: unknown) =>
    error instanceof TokenwellError && error.code === 'handover_declined' && words.test(error.message);
}
