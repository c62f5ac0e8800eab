/** Durations as people type them: `30d`, `12h`, `90min`, `3600`. */

import { duration } from '../output/duration.ts';

const units: Record<string, number> = {
  ...{ s: 1, sec: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 },
  ...{ '': 1, year: 31_536_000, years: 31_536_000, days: 86_400, hours: 3_600 },
};

/** Seconds; null: not a duration of more than nothing. Parts add up: `1d12h`. */
export function readDuration(text: string): number | null {
  const parts = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  if (!/^(?:\d{1,12}[a-z]+)+$|^\d{1,12}$/.test(parts)) return null;
  let seconds = 0;
  for (const [, count = '', unit = ''] of parts.matchAll(/(\d+)([a-z]*)/g)) {
    const size = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (size === undefined) return null;
    seconds += Number(count) * size;
  }
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : null;
}

/** The sentence for what is no duration or too long; null: it is right. */
export function durationProblem(text: string, maximum: number | null): string | null {
  const seconds = readDuration(text);
  if (seconds === null) return `"${text}" is no duration: write 30d, 12h, 90min, or a number of seconds.`;
  if (maximum === null || seconds <= maximum) return null;
  return `${text} is longer than this server allows: at most ${duration(maximum)} (${maximum} s).`;
}
