import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { createProgram, everyCommandBelow } from '../../cli/program.ts';
import { runCli } from './run-cli.ts';

describe('wrong usage', () => {
  for (const [args, words] of [
    [['lgoin', 'lab'], /Did you mean login/],
    [['token'], /missing required argument 'profile'/],
    [['token', 'lab', '--min-ttl', 'soon'], /whole number of seconds/],
    [['daemon', 'logs', '-n', 'abc'], /Write a whole number\.\n/],
    [['token', 'lab', '--jsn'], /Did you mean --json/],
    [['profile', 'ad', 'lab'], /Did you mean add/],
    [['profile', 'add', 'My Lab', '--issuer', 'https://a.example.org', '--client-id', 'x'], /lower-case/],
    [['profile', 'add', 'lab', '--issuer', 'auth.example.org', '--client-id', 'x'], /such as https:/],
    [['profile', 'add', 'lab', '--issuer', 'https://a.example.org'], /'--client-id <id>' not specified/],
    [['login', 'lab', '--flow', 'magic'], /Allowed choices are device, code, password, paste/],
    [['run', 'lab', 'ls', '-la'], /unknown option '-la'\n.*The command, with options of its own, goes after `--`/],
    [['run', 'lab'], /missing required argument 'command'\n.*goes after `--`/],
    [['audit', '--limit', '0'], /Write a number from 1 to 10000\./],
    [['env', '--shell', 'csh'], /Allowed choices are bash/],
    [['logout', 'lab', 'alice'], /too many arguments/],
  ] as const) {
    it(`of \`tokenwell ${args.join(' ')}\` is told in words`, async () => {
      const { error, told } = await parse([...args]);
      assert.ok(error instanceof CommanderError && error.exitCode !== 0, String(error));
      assert.match(told, /^tokenwell: /);
      assert.match(told, words);
      assert.ok(told.trim().split('\n').length <= 3, told);
    });
  }
});

describe('the help', () => {
  const run = (...args: string[]) => runCli(args, { environment: { TOKENWELL_HOME: '/nonexistent' }, folder: '/' });

  it('of a command is shown however deep that is', async () => {
    const { code, stdout } = await run('help', 'tokens', 'create');
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: tokenwell tokens create /);
    assert.match((await run('help')).stdout, /^Usage: tokenwell \[/);
  });

  it('of a command that is not there is a mistake', async () => {
    for (const words of [['nosuch'], ['tokens', 'nosuch']]) {
      const { code, stdout, stderr } = await run('help', ...words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^tokenwell: unknown command 'nosuch'/);
    }
  });

  it('describes each command and each option', async () => {
    for (const command of everyCommandBelow(await createProgram())) {
      assert.notEqual(command.description(), '', command.name());
      for (const option of command.options)
        assert.notEqual(option.description, '', `${command.name()} ${option.flags}`);
    }
  });
});

async function parse(args: string[]): Promise<{ error: unknown; told: string }> {
  const program = await createProgram(args[0]);
  let told = '';
  for (const command of [program, ...everyCommandBelow(program)]) {
    command.configureOutput({
      writeErr: (text) => {
        told += text;
      },
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return { error: undefined, told };
  } catch (error) {
    return { error, told };
  }
}
