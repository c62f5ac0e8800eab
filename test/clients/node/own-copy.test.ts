import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeOwnCopy } from '../../../clients/node/own-copy.ts';
import { version } from '../../../daemon/version.ts';
import { freshHome } from '../../support/daemon.ts';

describe("the daemon's own copy of its program", () => {
  let home: string;
  let bundle: string;
  let versions: string;

  beforeEach(() => {
    home = freshHome();
    bundle = join(home, 'dist');
    versions = join(home, 'versions');
    write('daemon.mjs', 'the daemon');
    write('keyring-child.mjs', 'the child');
    write('export-child.mjs', 'the other child');
    write('node_modules/@github/keytar/lib/keytar.js', 'keytar');
    write('extension.js', 'not the daemon’s');
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('has all that the daemon needs and nothing else', () => {
    const program = makeOwnCopy({ versions }, bundle, null);
    const copy = dirname(program);
    assert.equal(readFileSync(program, 'utf8'), 'the daemon');
    assert.deepEqual(readdirSync(copy).sort(), ['daemon.mjs', 'export-child.mjs', 'keyring-child.mjs', 'node_modules']);
    assert.equal(readFileSync(join(copy, 'node_modules/@github/keytar/lib/keytar.js'), 'utf8'), 'keytar');
    assert.equal(join(versions, readlinkSync(join(versions, 'current'))), copy);
  });

  it('is made once for a build, and anew for another build of the same version', () => {
    const first = makeOwnCopy({ versions }, bundle, null);
    writeFileSync(join(dirname(first), 'mark'), '');
    assert.equal(makeOwnCopy({ versions }, bundle, null), first);
    assert.ok(existsSync(join(dirname(first), 'mark')));
    write('daemon.mjs', 'the daemon, better');
    const second = makeOwnCopy({ versions }, bundle, null);
    assert.notEqual(second, first);
    assert.equal(readFileSync(second, 'utf8'), 'the daemon, better');
  });

  it('drops older copies, except the one that runs', () => {
    for (const name of ['0.0.1+aaaaaaaa', '0.0.2+bbbbbbbb', '0.0.3+cccccccc'])
      mkdirSync(join(versions, name), { recursive: true });
    makeOwnCopy({ versions }, bundle, '0.0.2');
    const left = readdirSync(versions).map((name) => name.split('+')[0]);
    assert.deepEqual(left.sort(), [version, '0.0.2', 'current'].sort());
  });

  it('never leads whatever starts at boot back to an older version', () => {
    mkdirSync(join(versions, '99.0.0+aaaaaaaa'), { recursive: true });
    symlinkSync('99.0.0+aaaaaaaa', join(versions, 'current'));
    makeOwnCopy({ versions }, bundle, null);
    assert.equal(readlinkSync(join(versions, 'current')), '99.0.0+aaaaaaaa');
    assert.ok(existsSync(join(versions, '99.0.0+aaaaaaaa')));
  });

  function write(name: string, content: string): void {
    mkdirSync(dirname(join(bundle, name)), { recursive: true });
    writeFileSync(join(bundle, name), content);
  }
});
