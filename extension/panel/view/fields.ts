/** One field of a form, by its type. Each is a label, the control, and a line of help. */

import type { Field, FieldValues } from '../../../daemon/api.ts';
import { element, said } from './dom.ts';
import { durationField } from './duration-field.ts';
import { t } from './words.ts';

type Value = FieldValues[string];

export interface Control {
  place: HTMLElement;
  /** null: left out. */
  read(): Value;
}

export type TextBox = HTMLElement & { value: string; label: string };
type Checked = HTMLElement & { checked: boolean };

export function controlFor(field: Field, value: Value | undefined, key: string): Control {
  const start = value ?? field.default;
  if (field.type === 'boolean') return booleanField(field, start, key);
  if (field.type === 'choice') return choiceField(field, start, key);
  if (field.type === 'scopes') return scopesField(field, start, key);
  if (field.type === 'duration') return durationField(field, start, key);
  return textField(field, start, key);
}

/** The control reads its label itself; the words beside it are for the eyes. */
export function labelOf(field: Field): string {
  return field.required ? t('{0} (required)', said(field.label)) : said(field.label);
}

export function group(field: Field, ...controls: HTMLElement[]): HTMLElement {
  const help = field.help ? element('p', { class: 'help' }, said(field.help)) : null;
  const label = element('div', { class: 'label', 'aria-hidden': 'true' }, labelOf(field));
  return element('div', { class: 'field', role: 'group', 'aria-label': labelOf(field) }, label, ...controls, help);
}

function textField(field: Field, start: Value, key: string): Control {
  const control = textBox([labelOf(field), said(field.help)].filter(Boolean).join('. '), {
    'data-key': key,
    type: field.type === 'secret' ? 'password' : null,
    maxlength: field.maximum,
    lines: field.type === 'multiline',
  });
  control.value = start === null ? '' : String(start);
  // A password may begin or end with a space.
  const read = () => (field.type === 'secret' ? control.value : control.value.trim()) || null;
  return { place: group(field, control), read };
}

function booleanField(field: Field, start: Value, key: string): Control {
  const control = checkbox(said(field.label), start === true, key);
  const help = field.help ? element('p', { class: 'help' }, said(field.help)) : null;
  return { place: element('div', { class: 'field' }, control, help), read: () => control.checked };
}

function choiceField(field: Field, start: Value, key: string): Control {
  const options = field.choices.map(({ value, label, help }) => {
    const words = help ? `${said(label)} – ${said(help)}` : said(label);
    return element('option', { value, selected: value === start }, words);
  });
  const none = field.required ? [] : [element('option', { value: '' }, '–')];
  const control = element('select', { 'data-key': key, 'aria-label': labelOf(field) }, ...none, ...options);
  return { place: group(field, control), read: () => (control as HTMLSelectElement).value || null };
}

function scopesField(field: Field, start: Value, key: string): Control {
  const chosen = new Set(
    String(start ?? '')
      .split(' ')
      .filter(Boolean),
  );
  const boxes = field.choices.map(({ value, label, help, fixed = false }) => {
    const words = help ? `${said(label)} – ${said(help)}` : said(label);
    const box = checkbox(words, fixed || chosen.has(value), `${key}:${value}`);
    box.toggleAttribute('disabled', fixed);
    return { value, box };
  });
  const others = [...chosen].filter((scope) => !boxes.some(({ value }) => value === scope));
  const label = t('Other scopes, with spaces between');
  const free = textBox(label, { placeholder: label, 'data-key': `${key}:free` });
  free.value = others.join(' ');
  const read = () => {
    const ticked = boxes.filter(({ box }) => box.checked).map(({ value }) => value);
    const typed = field.free ? free.value.split(/\s+/).filter(Boolean) : [];
    return [...new Set([...ticked, ...typed])].join(' ') || null;
  };
  const controls = [...boxes.map(({ box }) => box), ...(field.free ? [free] : [])];
  return { place: group(field, ...controls), read };
}

/** `label` is read out; what is seen beside it says the same. */
export function textBox(label: string, { lines = false, ...properties }: TextBoxProperties): TextBox {
  const control = element(lines ? 'vscode-textarea' : 'vscode-textfield', properties) as TextBox;
  control.label = label;
  return control;
}

type TextBoxProperties = { 'data-key': string; [name: string]: string | number | boolean | null } & { lines?: boolean };

export function checkbox(label: string, isChecked: boolean, key: string): Checked {
  const control = element('vscode-checkbox', { 'data-key': key, label }) as Checked;
  control.checked = isChecked;
  return control;
}
