/** A form from the fields that the daemon tells, and perhaps a part of its own. Escape closes it, and the focus goes back to where it was opened. */

import type { Field, FieldValues } from '../../../daemon/api.ts';
import { button, element, fill, focusOn, icon, said } from './dom.ts';
import { type Control, controlFor } from './fields.ts';
import type { Outcome } from './host.ts';
import { outcomeNotice, problemNotice } from './notice.ts';
import { t } from './words.ts';

/** What a form asks besides its fields. */
export interface FormPart {
  place: HTMLElement;
  /** null: nothing is missing. */
  missing(): { label: string; key: string } | null;
}

interface FormOptions {
  title: string;
  /** Shown before anything is made. */
  warning?: string;
  /** Words for what it is about. */
  description?: string;
  fields: Field[];
  part?: FormPart;
  values?: FieldValues;
  submit: string;
  send(values: FieldValues): Promise<Outcome>;
  /** Key of what opened it. */
  openedBy: string;
  /** Key of what comes in its place once it was sent; left out: what opened it. */
  leadsTo?: string;
}

/** In this place; resolves nothing: it goes when it was sent, or when the person turns away. */
export function openForm(place: HTMLElement, options: FormOptions): void {
  const { fields, values = {}, title, openedBy, leadsTo = openedBy } = options;
  const controls = new Map<string, Control>(
    fields.map((field) => [field.name, controlFor(field, values[field.name], `field:${field.name}`)]),
  );
  const result = element('div', {});
  const close = () => {
    fill(place);
    focusOn(openedBy);
  };
  let isBusy = false;
  const send = async () => {
    if (isBusy) return;
    const missing = missingOf(fields, controls, 'field') ?? options.part?.missing();
    if (missing) {
      fill(result, problemNotice({ detail: t('{0} is needed.', said(missing.label)), ways: [] }));
      return focusOn(missing.key);
    }
    isBusy = true;
    submit.setAttribute('disabled', '');
    fill(result, element('div', { class: 'busy' }, element('vscode-progress-ring'), t('One moment…')));
    const read = [...controls].map(([name, control]) => [name, control.read()]);
    const outcome = await options.send(Object.fromEntries(read));
    isBusy = false;
    submit.removeAttribute('disabled');
    if (outcome.problem) return fill(result, outcomeNotice(outcome, { retry: send }));
    fill(place);
    // What comes of it may have taken the focus meanwhile.
    requestAnimationFrame(() => document.activeElement === document.body && focusOn(leadsTo));
  };
  const submit = button(options.submit, send, { key: 'form:submit' });
  const form = element(
    'section',
    { class: 'form', 'aria-label': title },
    element('h3', {}, title),
    options.description ? element('p', {}, said(options.description)) : null,
    options.warning ? element('p', { class: 'warning' }, icon('warning'), said(options.warning, 1_000)) : null,
    ...[...controls.values()].map((control) => control.place),
    options.part?.place,
    result,
    element('div', { class: 'buttons' }, submit, button(t('Cancel'), close, { secondary: true })),
  );
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Enter' || !isLine(event.target)) return;
    event.preventDefault();
    void send();
  });
  fill(place, form);
  const [first] = fields;
  if (first) focusOn(`field:${first.name}`);
  else if (!options.part) focusOn('form:submit');
}

/** The first that has to be filled in and is not; `prefix` begins its key. */
export function missingOf(
  fields: Field[],
  controls: ReadonlyMap<string, Control>,
  prefix: string,
): { label: string; key: string } | null {
  const found = fields.find(({ name, required }) => required && controls.get(name)?.read() === null);
  return found ? { label: found.label, key: `${prefix}:${found.name}` } : null;
}

function isLine(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.tagName === 'VSCODE-TEXTFIELD';
}
