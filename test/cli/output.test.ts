import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findOpener } from '../../cli/browser.ts';
import { assignment } from '../../cli/commands/env.ts';
import type { Status } from '../../cli/commands/status.ts';
import { readable } from '../../cli/daemon-control/logs.ts';
import { clockTime, duration } from '../../cli/output/duration.ts';
import { plainText } from '../../cli/output/plain-text.ts';
import { jsonText } from '../../cli/output/print.ts';
import { statusText } from '../../cli/output/status-text.ts';
import { table } from '../../cli/output/table.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { fakeAccount } from '../support/fake-services.ts';

describe('a duration', () => {
  it('is told in its two largest units', () => {
    const told = [0, 0.4, 45, 60, 61, 3599, 3600, 7_290, 86_400, 200_000, -5].map(duration);
    assert.deepEqual(told, [
      '0 s',
      '0 s',
      '45 s',
      '1 min',
      '1 min 1 s',
      '59 min 59 s',
      '1 h',
      '2 h 1 min',
      '1 d',
      '2 d 7 h',
      '0 s',
    ]);
  });

  it('counts down like a clock', () => {
    assert.deepEqual([0, 9, 65, 600, 3605].map(clockTime), ['0:00', '0:09', '1:05', '10:00', '1:00:05']);
  });
});

describe('text from servers', () => {
  it('cannot steer the terminal', () => {
    assert.equal(plainText('\x1b]0;owned\x07 a\r\nb \u202egnp.exe \u009b31m'), '?]0;owned? a??b ?gnp.exe ?31m');
    assert.equal(plainText('Zoë 名前 👩‍💻'), 'Zoë 名前 👩‍💻');
  });

  it('cannot do so through the log either', () => {
    const line = JSON.stringify({ level: 'warn', time: '2026-01-15T09:00:00Z', msg: 'odd\x1b[2J', host: 'a\x1b[31mb' });
    assert.doesNotMatch(readable(line), /\x1b/);
    assert.match(readable(line), /warn +odd\?\[2J {2}host=a\?\[31mb$/);
    assert.equal(readable('no json \x1b'), 'no json ?');
  });
});

describe('a result', () => {
  it('that cannot be written is told in words, without a stack', () => {
    const program = join(import.meta.dirname, '../../cli/main.ts');
    const command = 'exec "$0" "$1" completion bash > /dev/full';
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [1, 'tokenwell: The result cannot be written (ENOSPC).\n']);
  });
});

describe('a table', () => {
  const columns = [
    { title: 'A', cell: (row: string[]) => row[0] ?? '' },
    { title: 'B', cell: (row: string[]) => row[1] ?? '', droppable: 2 },
    { title: 'C', cell: (row: string[]) => row[2] ?? '', droppable: 1 },
  ];
  const rows = [['one', 'two', 'three']];

  it('loses its least important columns first', () => {
    assert.equal(table(columns, rows, 15), 'A    B    C\none  two  three');
    assert.equal(table(columns, rows, 14), 'A    C\none  three');
    assert.equal(table(columns, rows, 3), 'A\none');
    assert.equal(table(columns, rows, 1), 'A\none');
  });

  it('makes a column brief before it leaves it out', () => {
    const brief = columns.map((column) => (column.title === 'B' ? { ...column, brief: () => '2' } : column));
    assert.equal(table(brief, rows, 14), 'A    B  C\none  2  three');
    assert.equal(table(brief, rows, 11), 'A    C\none  three');
  });
});

describe('the status', () => {
  const now = 1_800_000_000;
  const alice: AccountSummary = {
    ...fakeAccount,
    ...{ signed_in_at: now - 9_000, token_expires_at: now + 250, next_refresh_at: now + 200 },
    ...{ last_refresh_at: now - 50, last_used_at: now },
  };
  const status = (account: Partial<AccountSummary>, more: Partial<Status> = {}) =>
    statusText(
      {
        running: true,
        version: '1',
        store: null,
        accounts: [{ ...alice, ...account }],
        profiles: ['lab'],
        problems: [],
        ...more,
      },
      now,
    );

  it('shows when the token expires, was renewed and will be', () => {
    const expected =
      'PROFILE  ACCOUNT  STATE      EXPIRES        RENEWED   NEXT\nlab      alice    signed in  in 4 min 10 s  50 s ago  in 3 min 20 s';
    assert.equal(status({}), expected);
  });

  it('warns while a new refresh token is not on file', () => {
    assert.match(status({ at_risk: true }), /signed in, at risk[^]*Do not end the daemon now/);
  });

  it('says how to sign in again', () => {
    const text = status({ state: 'signed_out', token_expires_at: null, next_refresh_at: null });
    assert.match(text, /sign in again with `tokenwell login lab`/);
    const detail = 'It was revoked. Sign in again: run `tokenwell login lab`.';
    const told = status({ state: 'signed_out', last_error: { code: 'signed_out', detail, at: now } });
    assert.equal(told.split('tokenwell login lab').length - 1, 1, told);
  });

  it('says what a renewal has been waiting for', () => {
    const text = status({ waiting: { for: 'the token endpoint of auth.example.org', since: now - 34 } });
    assert.match(text, /alice.*: waiting for the token endpoint of auth\.example\.org, for 34 s now\./);
  });

  it('says why it is trying again, since when and when next', () => {
    const error = { code: 'authorization_server_unavailable', detail: 'auth.example.org cannot be reached.', at: now };
    const text = status({ state: 'retrying', retry_at: now + 30, retrying_since: now - 90, last_error: error });
    assert.match(text, /retrying +.* in 30 s\n[^]*cannot be reached\.[^]*for 1 min 30 s/);
  });

  it('tells of one that may have arrived elsewhere', () => {
    const error = { code: 'export_unavailable', detail: 'Look there whether it has arrived.', at: now };
    assert.match(status({ last_error: error }), /lab \(alice\): Look there whether it has arrived\./);
  });

  it('warns of the end of a session within a day', () => {
    assert.match(status({ session_ends_at: now + 7_200 }), /ends this session in 2 h/);
    assert.doesNotMatch(status({ session_ends_at: now + 90_000 }), /ends this session/);
  });

  it('tells that the store is locked, and what to do', () => {
    const store = {
      kind: 'passphrase',
      state: 'locked',
      reason: 'waiting_for_passphrase',
      detail: 'Unlock it.',
      sealed: true,
    } as const;
    assert.match(status({ state: 'locked' }, { store }), /secret store \(passphrase\) is locked\. Unlock it\./);
  });

  it('names profiles that nobody is signed in on', () => {
    assert.match(
      status({}, { profiles: ['lab', 'other'] }),
      /Not signed in: other\. Sign in with `tokenwell login other`/,
    );
  });

  it('cannot be faked by the name of an account', () => {
    assert.doesNotMatch(status({ name: 'alice\nlab  root' }), /^lab +root/m);
  });
});

describe('JSON', () => {
  it('cannot steer the terminal, and means the same', () => {
    const value = { name: 'a\u001b[2J\u009b2Jb\u202ec\u007f', list: ['é', '😀'] };
    const text = jsonText(value);
    assert.doesNotMatch(text, /(?!\n)\p{Cc}|\p{Cf}/u);
    assert.ok(text.includes('é'));
    assert.deepEqual(JSON.parse(text), value);
  });
});

describe('variables for a shell', () => {
  const odd = '/tmp/it\'s $HOME `x` \\ "q"';

  it('are quoted so that nothing in them is run', () => {
    assert.equal(assignment('bash', 'A', odd), "export A='/tmp/it'\\''s $HOME `x` \\ \"q\"'");
    assert.equal(assignment('fish', 'A', odd), "set -gx A '/tmp/it\\'s $HOME `x` \\\\ \"q\"'");
    assert.equal(assignment('powershell', 'A', odd), "$Env:A = '/tmp/it''s $HOME `x` \\ \"q\"'");
    // PowerShell takes typographic quotes for the same as plain ones.
    assert.equal(assignment('powershell', 'A', 'a‘b’c‚d‛'), "$Env:A = 'a‘‘b’’c‚‚d‛‛'");
  });
});

describe('the browser', () => {
  it('is the one of VS Code where that says so, also over SSH', () => {
    const environment = { BROWSER: '/vscode/helpers/browser.sh', SSH_CONNECTION: '10.0.0.1' };
    assert.equal(findOpener(environment, 'linux')?.program, '/vscode/helpers/browser.sh');
  });

  it('is not opened where nobody would see it', () => {
    assert.equal(findOpener({}, 'linux'), null);
    assert.equal(findOpener({ DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1' }, 'linux'), null);
    assert.equal(findOpener({ SSH_CONNECTION: '10.0.0.1' }, 'darwin'), null);
  });

  it('is opened by what the system has for it', () => {
    assert.equal(findOpener({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')?.program, 'xdg-open');
    assert.equal(findOpener({}, 'darwin')?.program, 'open');
    assert.equal(findOpener({}, 'win32')?.program, 'rundll32');
  });
});
