/**
 * The icon font with the icons that are used, and its style sheet: a tenth of the whole. The other glyphs are made empty
 * rather than taken out, so that all numbers in the other tables stay right.
 * https://learn.microsoft.com/typography/opentype/spec/otff
 */

interface Table {
  tag: string;
  data: Buffer;
}

/** The rules for all icons, and those for these. Throws where there is no such icon. */
export function thinStyles(css: string, names: readonly string[]): string {
  const firstIcon = css.search(/^\.codicon-[\w-]+:before \{ content/m);
  const rules = names.map((name) => `.codicon-${name}:before { content: "\\${codeOf(css, name).toString(16)}" }`);
  return `${css.slice(0, firstIcon)}${rules.join('\n')}\n`;
}

export function thinFont(font: Buffer, css: string, names: readonly string[]): Buffer {
  const tables = read(font);
  const table = (tag: string): Buffer => {
    const found = tables.find((each) => each.tag === tag);
    if (!found) throw new Error(`The icon font has no table ${tag}.`);
    return found.data;
  };
  const glyphs = new Set([0, ...names.map((name) => glyphOf(table('cmap'), codeOf(css, name)))]);
  const isLong = table('head').readInt16BE(50) === 1;
  const loca = table('loca');
  const offset = (glyph: number) => (isLong ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2);
  const count = loca.length / (isLong ? 4 : 2) - 1;
  const [kept, newLoca]: [Buffer[], Buffer] = [[], Buffer.alloc(loca.length)];
  let end = 0;
  for (let glyph = 0; glyph <= count; glyph++) {
    if (isLong) newLoca.writeUInt32BE(end, glyph * 4);
    else newLoca.writeUInt16BE(end / 2, glyph * 2);
    if (glyph === count || !glyphs.has(glyph)) continue;
    const outline = table('glyf').subarray(offset(glyph), offset(glyph + 1));
    kept.push(outline);
    end += outline.length;
  }
  // Version 3 of `post`: no names of glyphs, which nobody asks for.
  const post = Buffer.from(table('post').subarray(0, 32));
  post.writeUInt32BE(0x00030000, 0);
  const changed: Record<string, Buffer> = { glyf: Buffer.concat(kept), loca: newLoca, post };
  // GSUB makes icons of words, whose glyphs are gone.
  return write(
    font.subarray(0, 4),
    tables.filter(({ tag }) => tag !== 'GSUB').map(({ tag, data }) => ({ tag, data: changed[tag] ?? data })),
  );
}

function codeOf(css: string, name: string): number {
  const code = new RegExp(`^\\.codicon-${name}:before \\{ content: "\\\\([0-9a-f]+)" \\}`, 'm').exec(css)?.[1];
  if (!code) throw new Error(`There is no icon ${name}.`);
  return Number.parseInt(code, 16);
}

/** Icons are in Unicode's private use area, which the parts of format 4 have. */
function glyphOf(cmap: Buffer, code: number): number {
  const parts = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  for (const start of parts) {
    const glyph = cmap.readUInt16BE(start) === 4 ? bySegments(cmap.subarray(start), code) : 0;
    if (glyph !== 0) return glyph;
  }
  throw new Error(`The icon font has no glyph for ${code.toString(16)}.`);
}

/** Format 4. */
function bySegments(part: Buffer, code: number): number {
  const size = part.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    if (part.readUInt16BE(14 + at) < code) continue;
    const first = part.readUInt16BE(16 + size + at);
    if (first > code) return 0;
    const delta = part.readUInt16BE(16 + 2 * size + at);
    const rangeAt = 16 + 3 * size + at;
    const range = part.readUInt16BE(rangeAt);
    if (range === 0) return (code + delta) & 0xffff;
    const glyph = part.readUInt16BE(rangeAt + range + 2 * (code - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}

function read(font: Buffer): Table[] {
  return Array.from({ length: font.readUInt16BE(4) }, (_, index) => {
    const at = 12 + 16 * index;
    const start = font.readUInt32BE(at + 8);
    return { tag: font.toString('latin1', at, at + 4), data: font.subarray(start, start + font.readUInt32BE(at + 12)) };
  });
}

function write(version: Buffer, tables: Table[]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  version.copy(head);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((tables.length - power) * 16, 10);
  const parts: Buffer[] = [head];
  let end = head.length;
  for (const [index, { tag, data }] of tables.entries()) {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    const at = 12 + 16 * index;
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(sumOf(padded), at + 4);
    head.writeUInt32BE(end, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    parts.push(padded);
    end += padded.length;
  }
  return Buffer.concat(parts);
}

function sumOf(padded: Buffer): number {
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}
