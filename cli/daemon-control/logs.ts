/** The daemon's log file, one JSON object a line, as lines for people. */

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPaths } from '../../daemon/paths.ts';
import { CliFailure } from '../failure.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print } from '../output/print.ts';

/** Milliseconds between two looks at the file. */
const interval = 250;

export async function showLogs(options: { follow?: boolean; lines?: number; json?: boolean }): Promise<void> {
  const file = join(findPaths().logs, 'daemon.log');
  if (!existsSync(file) && !options.follow) {
    throw new CliFailure(`There is no log yet at ${file}.`, { advice: 'The daemon writes it when it starts.' });
  }
  const show = (line: string) => print(options.json ? line : readable(line));
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.split('\n').filter(Boolean);
  const count = options.lines ?? 50;
  for (const line of count === 0 ? [] : lines.slice(-count)) show(line);
  if (options.follow) await follow(file, Buffer.byteLength(text), show);
}

async function follow(file: string, from: number, show: (line: string) => void): Promise<void> {
  let position = from;
  let inode = statSync(file, { throwIfNoEntry: false })?.ino;
  let partial = '';
  for (;;) {
    await delay(interval);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) continue;
    // The log was rotated: a new file has taken the name.
    if (stats.ino !== inode || stats.size < position) [position, inode, partial] = [0, stats.ino, ''];
    const added = readFrom(file, position, stats.size - position);
    position += added.length;
    const lines = (partial + added.toString('utf8')).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) if (line) show(line);
  }
}

function readFrom(file: string, position: number, length: number): Buffer {
  if (length <= 0) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
  } finally {
    closeSync(descriptor);
  }
}

const levelStyles = { error: 'red', fatal: 'red', warn: 'yellow', info: 'green', debug: 'dim', trace: 'dim' } as const;

export function readable(line: string): string {
  const entry = parse(line);
  if (!entry) return plainText(line);
  const { time, level, msg, pid: _pid, ...fields } = entry;
  const style = levelStyles[level as keyof typeof levelStyles] ?? 'dim';
  const details = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = [plainText(String(msg ?? '')), paint('dim', plainText(details.join(' ')))].filter(Boolean).join('  ');
  return `${paint('dim', localTime(time))} ${paint(style, String(level ?? '').padEnd(5))} ${text}`;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function localTime(time: unknown): string {
  const date = new Date(typeof time === 'string' || typeof time === 'number' ? time : Number.NaN);
  if (Number.isNaN(date.getTime())) return '?';
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
