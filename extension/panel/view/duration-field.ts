/** How long something shall live: the usual spans, and any other within what the server allows. */

import type { Field } from '../../../daemon/api.ts';
import { element } from './dom.ts';
import { type Control, group, labelOf } from './fields.ts';

const hour = 3_600;
const day = 24 * hour;
const presets = [hour, day, 7 * day, 30 * day, 90 * day];
const units = { minutes: 60, hours: hour, days: day };
type Unit = keyof typeof units;

export function durationField(field: Field, start: unknown, key: string): Control {
  const longest = field.maximum ?? Number.POSITIVE_INFINITY;
  const usual = presets.filter((seconds) => seconds <= longest);
  if (Number.isFinite(longest) && !usual.includes(longest)) usual.push(longest);
  if (typeof start === 'number' && !usual.includes(start)) usual.push(start);
  usual.sort((one, other) => one - other);
  const none = field.required ? [] : [element('option', { value: '' }, 'As long as the server likes')];
  const options = usual.map((seconds) => {
    const words = seconds === longest ? `${span(seconds)} (the most)` : span(seconds);
    return element('option', { value: String(seconds), selected: seconds === start }, words);
  });
  const custom = element('option', { value: 'custom' }, 'Another time…');
  const label = labelOf(field);
  const select = element('select', { 'data-key': key, 'aria-label': label }, ...none, ...options, custom);
  const number = element('input', { type: 'number', min: 1, value: 1, 'aria-label': `${label}: how many` });
  const names = Object.keys(units).map((name) => element('option', { value: name, selected: name === 'days' }, name));
  const unit = element('select', { 'aria-label': `${label}: unit` }, ...names);
  const own = element('div', { class: 'own', hidden: true }, number, unit);
  select.addEventListener('change', () => {
    own.hidden = (select as HTMLSelectElement).value !== 'custom';
    if (!own.hidden) number.focus();
  });
  const read = () => {
    const { value } = select as HTMLSelectElement;
    if (value === '') return null;
    if (value !== 'custom') return Number(value);
    const count = Number((number as HTMLInputElement).value);
    return Math.min(longest, Math.max(1, Math.round(count * units[(unit as HTMLSelectElement).value as Unit])));
  };
  return { place: group(field, select, own), read };
}

export function span(seconds: number): string {
  const [name, size] = seconds % day === 0 ? ['day', day] : seconds % hour === 0 ? ['hour', hour] : ['minute', 60];
  const count = Math.round(seconds / Number(size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
