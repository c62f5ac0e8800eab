import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { completionScript } from '../../cli/completion-script.ts';
import { createProgram } from '../../cli/program.ts';

describe('completion in bash', () => {
  let script: string;

  before(async () => {
    script = completionScript(await createProgram(), 'bash');
  });

  /** What is offered for the last word, with `lab` and `other` as the profiles. */
  const complete = (...words: string[]) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const body = `tokenwell() { printf 'lab\\nother\\n'; }\n${script}\nCOMP_WORDS=(tokenwell ${list}); COMP_CWORD=${words.length}; _tokenwell; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', body], { encoding: 'utf8' }).split('\n').filter(Boolean);
  };

  it('offers commands', () => {
    assert.deepEqual(complete('lo'), ['login', 'logout']);
    assert.deepEqual(complete('profile', 're'), ['remove']);
  });

  it('offers the names of profiles where one belongs', () => {
    assert.deepEqual(complete('token', 'l'), ['lab']);
    assert.deepEqual(complete('profile', 'remove', ''), ['--yes', '--help', 'lab', 'other']);
    assert.deepEqual(complete('profile', 'add', 'l'), []);
  });

  it('offers options, and the values of those that have a choice', () => {
    assert.deepEqual(complete('token', 'lab', '--min'), ['--min-ttl']);
    assert.deepEqual(complete('login', 'lab', '--flow', ''), ['device', 'code', 'password', 'paste']);
  });
});

describe('completion in other shells', () => {
  it('is bash’s in zsh', async () => {
    assert.match(
      completionScript(await createProgram(), 'zsh'),
      /bashcompinit[^]*complete -o default -F _tokenwell tokenwell/,
    );
  });

  it('knows commands, options and profiles in fish', async () => {
    const script = completionScript(await createProgram(), 'fish');
    assert.match(script, /-n '__fish_use_subcommand' -a login -d 'sign in'/);
    assert.match(script, /__fish_seen_subcommand_from token' -l min-ttl -d /);
    assert.match(script, /tokenwell profile list --names/);
  });
});
