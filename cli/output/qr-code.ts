/** A QR code of blocks, for a phone to read off the terminal; null where the terminal is too small for it. */

import { terminalWidth } from './table.ts';

/** Lines around it that must not scroll away: host, address, code, countdown. */
const linesAround = 7;

export async function qrCode(text: string): Promise<string | null> {
  if (!process.stdout.isTTY) return null;
  const { default: library } = await import('qrcode');
  const code = await library.toString(text, { type: 'utf8', errorCorrectionLevel: 'L', margin: 2 });
  const lines = code.split('\n').filter((line) => line !== '');
  const width = Math.max(...lines.map((line) => line.length));
  const height = process.stdout.rows || 24;
  if (width + 2 > terminalWidth() || lines.length + linesAround > height) return null;
  // Cameras want dark on light, whatever the colours of the terminal are: black on white.
  return lines.map((line) => `  \x1b[30;107m${line}\x1b[0m`).join('\n');
}
