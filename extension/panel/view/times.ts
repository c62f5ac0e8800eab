/** Times as people say them, beside the exact ones. */

import { element } from './dom.ts';
import { language, t } from './words.ts';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** A person's own kind of their language, British English say, where that is the language of VS Code. */
const locale = navigator.language.split('-')[0] === language.split('-')[0] ? navigator.language : language;
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

export function fromNow(seconds: number): string {
  const left = seconds - Date.now() / 1_000;
  const [unit, size] = units.find(([, length]) => Math.abs(left) >= length) ?? ['second', 1];
  if (unit === 'second') return left >= 0 ? t('in less than a minute') : t('just now');
  return relative.format(Math.trunc(left / size), unit);
}

interface MomentWords {
  /** Said where there is no such moment. */
  none?: string;
  /** Said instead of the moment once it is over. */
  over?: string | null;
}

/** "in 6 days", with the time of day or the date below, and both where the pointer rests. */
export function moment(seconds: number | null, { none = '–', over = null }: MomentWords = {}): HTMLElement {
  if (seconds === null) return element('span', { class: 'faint' }, none);
  if (over !== null && isOver(seconds)) return element('span', {}, over);
  const time = new Date(seconds * 1_000);
  return element(
    'time',
    { datetime: time.toISOString(), title: time.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'long' }) },
    element('span', { class: 'from-now', 'data-at': seconds, 'data-over': over }, fromNow(seconds)),
    element('span', { class: 'exact' }, exact(time)),
  );
}

/** What was drawn a while ago says "in 5 minutes" no longer than that is so. */
export function keepTimesTrue(): void {
  setInterval(() => {
    for (const place of document.querySelectorAll<HTMLElement>('.from-now')) {
      const at = Number(place.dataset['at']);
      const over = place.dataset['over'];
      const words = fromNow(at);
      if (over !== undefined && isOver(at)) place.closest('time')?.replaceWith(element('span', {}, over));
      else if (place.textContent !== words) place.textContent = words;
    }
  }, 10_000);
}

function isOver(seconds: number): boolean {
  return seconds * 1_000 <= Date.now();
}

function exact(time: Date): string {
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday
    ? time.toLocaleTimeString(locale, { timeStyle: 'short' })
    : time.toLocaleDateString(locale, { dateStyle: 'medium' });
}

/** `1:58`, until it is over. */
export function countdown(until: number): HTMLElement {
  const place = element('span', { class: 'countdown', role: 'timer', 'aria-live': 'off' });
  const show = () => {
    const left = Math.max(0, Math.ceil(until - Date.now() / 1_000));
    place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    return left > 0;
  };
  show();
  const timer = setInterval(() => {
    if (!show() || !place.isConnected) clearInterval(timer);
  }, 1_000);
  return place;
}

/** `90 minutes`, `1 day`. */
export function span(seconds: number): string {
  const [unit, size] = units.find(
    ([name, length]) => name !== 'year' && name !== 'month' && seconds % length === 0,
  ) ?? ['minute', 60];
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.round(seconds / size));
}
