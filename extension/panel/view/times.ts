/** Times as people say them, beside the exact ones. */

import { element } from './dom.ts';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function fromNow(seconds: number): string {
  const left = seconds - Date.now() / 1_000;
  const [unit, size] = units.find(([, length]) => Math.abs(left) >= length) ?? ['second', 1];
  if (unit === 'second') return left >= 0 ? 'in less than a minute' : 'just now';
  return relative.format(Math.trunc(left / size), unit);
}

/** "in 6 days", with the time of day or the date below, and both where the pointer rests. */
export function moment(seconds: number | null, none = '–'): HTMLElement {
  if (seconds === null) return element('span', { class: 'faint' }, none);
  const time = new Date(seconds * 1_000);
  return element(
    'time',
    { datetime: time.toISOString(), title: time.toLocaleString([], { dateStyle: 'long', timeStyle: 'long' }) },
    element('span', { class: 'from-now', 'data-at': seconds }, fromNow(seconds)),
    element('span', { class: 'exact' }, exact(time)),
  );
}

/** What was drawn a while ago says "in 5 minutes" no longer than that is so. */
export function keepTimesTrue(): void {
  setInterval(() => {
    for (const place of document.querySelectorAll<HTMLElement>('.from-now')) {
      const words = fromNow(Number(place.dataset['at']));
      if (place.textContent !== words) place.textContent = words;
    }
  }, 10_000);
}

function exact(time: Date): string {
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday
    ? time.toLocaleTimeString([], { timeStyle: 'short' })
    : time.toLocaleDateString([], { dateStyle: 'medium' });
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
