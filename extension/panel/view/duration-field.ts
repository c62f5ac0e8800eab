/** How long something shall live: the usual spans, and any other within what the server allows. */

import type { Field } from '../../../daemon/api.ts';
import { element } from './dom.ts';
import { type Control, group, labelOf } from './fields.ts';
import { span } from './times.ts';
import { t } from './words.ts';

const hour = 3_600;
const day = 24 * hour;
const presets = [hour, day, 7 * day, 30 * day, 90 * day];
const units = {
  minutes: { words: t('minutes'), seconds: 60 },
  hours: { words: t('hours'), seconds: hour },
  days: { words: t('days'), seconds: day },
};
type Unit = keyof typeof units;

export function durationField(field: Field, start: unknown, key: string): Control {
  const longest = field.maximum ?? Number.POSITIVE_INFINITY;
  const usual = presets.filter((seconds) => seconds <= longest);
  if (Number.isFinite(longest) && !usual.includes(longest)) usual.push(longest);
  if (typeof start === 'number' && !usual.includes(start)) usual.push(start);
  usual.sort((one, other) => one - other);
  const none = field.required ? [] : [element('option', { value: '' }, t('As long as the server likes'))];
  const options = usual.map((seconds) => {
    const words = seconds === longest ? t('{0} (the most)', span(seconds)) : span(seconds);
    return element('option', { value: String(seconds), selected: seconds === start }, words);
  });
  const custom = element('option', { value: 'custom' }, t('Another time…'));
  const label = labelOf(field);
  const select = element('select', { 'data-key': key, 'aria-label': label }, ...none, ...options, custom);
  const number = element('input', { type: 'number', min: 1, value: 1, 'aria-label': t('{0}: how many', label) });
  const names = Object.entries(units).map(([value, { words }]) =>
    element('option', { value, selected: value === 'days' }, words),
  );
  const unit = element('select', { 'aria-label': t('{0}: unit', label) }, ...names);
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
    return Math.min(longest, Math.max(1, Math.round(count * units[(unit as HTMLSelectElement).value as Unit].seconds)));
  };
  return { place: group(field, select, own), read };
}
