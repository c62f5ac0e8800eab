/**
 * Takes the picture of the demo for README: runs it in a terminal of its own (tmux), which approves by itself, and draws
 * what the screen shows at the end into `media/demo.svg`.
 *
 *     node scripts/demo/picture.ts
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Style {
  bold: boolean;
  dim: boolean;
  /** CSS colours. */
  text: string;
  background: string | null;
}

interface Cell extends Style {
  character: string;
}

const root = join(import.meta.dirname, '../..');
const picture = join(root, 'media/demo.svg');
const terminal = { columns: 100, rows: 80 };
/** Pixels. */
const cell = { width: 8, height: 17 };
const margin = 16;

const plain: Style = { bold: false, dim: false, text: '#d7dae0', background: null };
const colours = ['#16181d', '#e06c75', '#7fc97f', '#e5c07b', '#61afef', '#c678dd', '#4fc1cf', '#d7dae0'];
const brightColours = ['#5c6370', '#ff7b86', '#98e698', '#ffd68a', '#7cc0ff', '#d99bf0', '#6fdfea', '#ffffff'];

/** Blocks as parts of their cell. A font would leave gaps between them, and a QR code must have none. */
const blocks: Record<string, { top: number; high: number }> = {
  '█': { top: 0, high: 1 },
  '▀': { top: 0, high: 0.5 },
  '▄': { top: 0.5, high: 0.5 },
};

const rows = readScreen(runDemo());
writeFileSync(picture, draw(rows));
console.log(`Wrote ${picture}: ${rows.length} rows.`);

/** The screen with its escape sequences, once the demo has ended. */
function runDemo(): string {
  const tmux = (...words: string[]) =>
    execFileSync('tmux', ['-L', `tokenwell-${process.pid}`, ...words], { cwd: root });
  const command = 'npm run -s demo -- --yes';
  const shown = `clear; printf '\\033[36m$\\033[0m %s\\n' '${command}'; ${command}; tmux wait-for -S ended; sleep 60`;
  const size = ['-x', `${terminal.columns}`, '-y', `${terminal.rows}`];
  // Only what a terminal needs: the picture shall not depend on who takes it.
  const environment = ['env', '-u', 'NO_COLOR', '-u', 'FORCE_COLOR', '-u', 'BROWSER', '-u', 'DISPLAY'];
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, ...environment, 'sh', '-c', shown);
  try {
    tmux('wait-for', 'ended');
    // -N keeps spaces at the end of a row: the white margin of a QR code is made of them.
    return tmux('capture-pane', '-e', '-N', '-p').toString();
  } finally {
    tmux('kill-server');
  }
}

/** Rows of cells, without the empty ones at the end. */
function readScreen(screen: string): Cell[][] {
  const lines = screen.trimEnd().split('\n');
  let style = plain;
  return lines.map((line) => {
    const cells: Cell[] = [];
    // Either a sequence that sets colours (ECMA-48 SGR) or one character.
    for (const [whole, parameters] of line.matchAll(/\x1b\[([0-9;]*)m|[^\x1b]/gu)) {
      if (parameters === undefined) cells.push({ ...style, character: whole });
      else style = parameters.split(';').map(Number).reduce(applied, style);
    }
    return cells;
  });
}

function applied(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, text: plain.text };
  if (code === 49) return { ...style, background: null };
  const palette = code >= 90 ? brightColours : colours;
  const colour = palette[code % 10] ?? plain.text;
  const isBackground = (code >= 40 && code <= 47) || (code >= 100 && code <= 107);
  return isBackground ? { ...style, background: colour } : { ...style, text: colour };
}

function draw(lines: Cell[][]): string {
  const width = terminal.columns * cell.width + 2 * margin;
  const height = lines.length * cell.height + 2 * margin;
  const description = 'The demo in a terminal: a sign-in with a QR code, a token by curl, and three renewals.';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${description}</title>
<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13">
${lines.flatMap(drawLine).join('\n')}
</g>
</svg>
`;
}

function drawLine(cells: Cell[], row: number): string[] {
  return runs(cells).flatMap(({ from, style, text }) => {
    const x = margin + from * cell.width;
    const y = margin + row * cell.height;
    const background = style.background ? [rectangle(x, y, text.length, 1, style.background)] : [];
    return [...background, ...drawBlocks(text, x, y, style), ...drawText(text, x, y, style)];
  });
}

/** Neighbours of one style, drawn as one. */
function runs(cells: Cell[]): { from: number; style: Style; text: string }[] {
  const found: { from: number; style: Style; text: string }[] = [];
  cells.forEach(({ character, ...style }, from) => {
    const last = found.at(-1);
    if (last && JSON.stringify(last.style) === JSON.stringify(style)) last.text += character;
    else found.push({ from, style, text: character });
  });
  return found;
}

function drawBlocks(text: string, x: number, y: number, style: Style): string[] {
  return [...text.matchAll(/█+|▀+|▄+/g)].map(({ 0: run, index }) => {
    const { top, high } = blocks[run.charAt(0)] ?? { top: 0, high: 1 };
    return rectangle(x + index * cell.width, y + top * cell.height, run.length, high, style.text);
  });
}

/** Words keep their place whatever font there is: each has the width of its cells, and wide gaps part them. */
function drawText(text: string, x: number, y: number, style: Style): string[] {
  const look = `fill="${style.text}"${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.65"' : ''}`;
  const words = text.replace(/[█▀▄]/g, ' ').matchAll(/\S+( \S+)*/g);
  return [...words].map(({ 0: word, index }) => {
    const place = `x="${x + index * cell.width}" y="${y + 13}" textLength="${word.length * cell.width}"`;
    return `<text ${place} lengthAdjust="spacingAndGlyphs" ${look}>${escaped(word)}</text>`;
  });
}

/** Sizes in cells. Whole edges: neighbouring rows must touch. */
function rectangle(x: number, y: number, wide: number, high: number, colour: string): string {
  const size = `width="${wide * cell.width}" height="${high * cell.height}"`;
  return `<rect x="${x}" y="${y}" ${size} fill="${colour}" shape-rendering="crispEdges"/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
