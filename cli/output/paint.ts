/** Colours, on a terminal only. NO_COLOR and FORCE_COLOR are obeyed (no-color.org, force-color.org). */

import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export function paint(style: Style | Style[], text: string): string {
  return paintFor(process.stdout, style, text);
}

/** For standard error. */
export function paintError(style: Style | Style[], text: string): string {
  return paintFor(process.stderr, style, text);
}

/** For either. */
export function paintFor(stream: NodeJS.WriteStream, style: Style | Style[], text: string): string {
  if (!wantsColour(stream)) return text;
  return styleText(style, text, { validateStream: false });
}

function wantsColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
