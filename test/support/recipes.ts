/** The pages in docs/recipes, as a reader follows them: in a home of their own, with `example.org` served by this machine. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { environmentOf, type TestDaemon } from './daemon.ts';

const root = join(import.meta.dirname, '../..');

export interface Block {
  language: string;
  /** `run`: by the everyday tests; `try`: by those that need more programs; `file=NAME`: to be written. */
  mark: string;
  code: string;
}

/** Of one page, by its name. */
export function readRecipe(name: string): { page: string; blocks: Block[] } {
  const page = readFileSync(join(root, 'docs/recipes', name), 'utf8');
  const blocks = page.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm);
  return { page, blocks: [...blocks].map(([, language = '', mark = '', code = '']) => ({ language, mark, code })) };
}

/** How a block of a language is run, in the folder where it was written to a file. */
const runners: Record<string, { file: string; command: string[] }> = {
  sh: { file: 'block.sh', command: ['sh', '-eu'] },
  js: { file: 'block.mjs', command: [process.execPath] },
  go: { file: 'main.go', command: ['go', 'run'] },
  r: { file: 'block.R', command: ['Rscript', '--vanilla'] },
};

export class Reader {
  readonly home: string;
  readonly #daemon: TestDaemon;
  readonly #change: (code: string) => string;
  readonly #environment: Record<string, string>;

  /** `change`: what is not as on the page, such as the hosts. */
  constructor(daemon: TestDaemon, change: (code: string) => string, environment: Record<string, string> = {}) {
    this.home = mkdtempSync(join(daemon.home, 'reader-'));
    this.#daemon = daemon;
    this.#change = change;
    this.#environment = environment;
  }

  /** Writes the page's files and runs its blocks of this mark; resolves with what they printed. */
  async follow(blocks: Block[], marked: 'run' | 'try'): Promise<string> {
    let output = '';
    for (const { language, mark, code } of blocks) {
      if (mark.startsWith('file=')) this.#write(mark.slice('file='.length), this.#change(code));
      if (mark === marked) output += await this.run(language, this.#change(code));
    }
    return output;
  }

  #write(name: string, content: string): void {
    const file = join(this.home, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (content.startsWith('#!')) chmodSync(file, 0o755);
  }

  async run(language: string, code: string): Promise<string> {
    const { file, command } = runners[language] ?? assert.fail(`There is nothing here that runs ${language}.`);
    writeFileSync(join(this.home, file), code);
    const [program = '', ...parameters] = command;
    const child = spawn(program, [...parameters, file], {
      cwd: this.home,
      env: {
        ...environmentOf(this.#daemon.home),
        HOME: this.home,
        PATH: `${this.home}:${join(root, 'bin')}:${process.env.PATH}`,
        TOKENWELL_SOCKET: this.#daemon.paths.socket,
        GIT_TERMINAL_PROMPT: '0',
        // Go's own, so that its library is compiled once only.
        GOCACHE: join(homedir(), '.cache/go-build'),
        ...this.#environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    assert.equal(exitCode, 0, `${code}\n${stdout}\n${stderr}`);
    return stdout;
  }
}

/** Puts this server in place of the hosts below example.org. */
export function servedBy(url: string): (code: string) => string {
  return (code) =>
    code.replaceAll(
      /(https:)?\/\/(\w+@)?[a-z]+\.example\.org/g,
      (_, scheme = '', user = '') => `${scheme && 'http:'}//${user}${url.slice('http://'.length)}`,
    );
}
