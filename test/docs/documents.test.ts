/** Documents name files and tests. What they name must be there. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const documents = globSync(['*.md', 'docs/*.md', 'docs/recipes/*.md', 'docs/backends/*.md'], { cwd: root }).sort();
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Parts of the house that are to come, what `npm ci` brings, and names that are short for a folder named before. */
const notYetThere = ['extension/', 'node_modules/', 'refresh/', 'tokens/', 'upkeep/'];

describe('the documents', () => {
  for (const document of documents) {
    it(`${document} links to files and headings that are there`, () => {
      const broken = linksOf(document).filter(({ file, heading }) => {
        return !existsSync(join(root, file)) || (heading !== '' && !headingsOf(file).includes(heading));
      });
      assert.deepEqual(broken, []);
    });
  }

  it('docs/security.md names tests that are in the file it links to', () => {
    const tried = linksOf('docs/security.md').filter(({ file }) => file.endsWith('.test.ts'));
    assert.ok(tried.length > 50, 'no tests found in docs/security.md');
    const missing = tried.filter(({ text, file }) => !read(file).includes(text));
    assert.deepEqual(missing, []);
  });

  it('CONTRIBUTING.md names files and folders that are there', () => {
    const named = [...read('CONTRIBUTING.md').matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, path]) => path as string);
    const missing = named.filter(
      (path) => !existsSync(join(root, path)) && !notYetThere.some((start) => path.startsWith(start)),
    );
    assert.deepEqual(missing, []);
  });
});

function linksOf(document: string): { text: string; file: string; heading: string }[] {
  const links = read(document).matchAll(/\[([^\]\n]+)\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, text = '', target = '']) => {
    if (target.startsWith('https:')) return [];
    const [path = '', heading = ''] = target.split('#');
    return [{ text, file: path === '' ? document : join(dirname(document), path), heading }];
  });
}

/** As GitHub makes anchors of them. */
function headingsOf(document: string): string[] {
  const headings = [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  return headings.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
