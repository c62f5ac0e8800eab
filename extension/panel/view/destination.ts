/** Where a value is exported to: one of the places that the daemon tells, and what that one asks for. */

import type { ExportTarget } from '../../../daemon/api.ts';
import type { Destination } from '../messages-to-host.ts';
import { element, fill, focusOn, said } from './dom.ts';
import { type Control, checkbox, controlFor } from './fields.ts';
import { type FormPart, missingOf } from './form.ts';
import { ask } from './host.ts';
import { problemNotice } from './notice.ts';
import { t } from './words.ts';

const key = 'destination';
const label = t('Where to');

export class DestinationPart implements FormPart {
  readonly place = element('div', { class: 'destination', role: 'group', 'aria-label': label });
  readonly #begun: Destination | undefined;
  readonly #fields = element('div', {});
  /** Of each place; what was typed stays while another one is looked at. */
  readonly #controls = new Map<ExportTarget, Map<string, Control>>();
  #chosen: ExportTarget | undefined;

  /** `begun`: what was filled in before. `isAll`: nothing stands above it that would have the focus. */
  constructor({ begun, isAll }: { begun?: Destination | undefined; isAll: boolean }) {
    this.#begun = begun;
    void this.#load().then(() => isAll && focusOn(key));
  }

  missing(): { label: string; key: string } | null {
    if (!this.#chosen) return { label, key };
    return missingOf(this.#chosen.fields, this.#controlsOf(this.#chosen), key);
  }

  /** Only where nothing is missing. */
  destination(): Destination {
    const controls = this.#chosen ? [...this.#controlsOf(this.#chosen)] : [];
    const values = Object.fromEntries(controls.map(([name, control]) => [name, control.read()]));
    return { target: this.#chosen?.name ?? '', values };
  }

  async #load(): Promise<void> {
    fill(this.place, element('div', { class: 'busy' }, element('vscode-progress-ring'), t('One moment…')));
    const { answer, problem } = await ask({ name: 'export_targets' });
    if (problem) return fill(this.place, problemNotice(problem, { retry: () => this.#load() }));
    this.#draw(answer.targets ?? []);
  }

  #draw(targets: ExportTarget[]): void {
    const first = targets.find(({ name }) => name === this.#begun?.target) ?? targets[0];
    const options = targets.map((target) =>
      element('option', { value: target.name, selected: target === first }, said(target.label, 80)),
    );
    const select = element('select', { 'data-key': key, 'aria-label': label }, ...options) as HTMLSelectElement;
    select.addEventListener('change', () => this.#choose(targets.find(({ name }) => name === select.value)));
    const words = element('div', { class: 'label', 'aria-hidden': 'true' }, label);
    fill(this.place, element('div', { class: 'field' }, words, select), this.#fields);
    this.#choose(first);
  }

  #choose(target: ExportTarget | undefined): void {
    this.#chosen = target;
    if (!target) return fill(this.#fields);
    const places = [...this.#controlsOf(target).values()].map(({ place }) => place);
    fill(this.#fields, element('p', { class: 'help' }, said(target.description, 1_000)), ...places);
  }

  #controlsOf(target: ExportTarget): Map<string, Control> {
    const known = this.#controls.get(target);
    if (known) return known;
    const values = target.name === this.#begun?.target ? this.#begun.values : {};
    const made = new Map(
      target.fields.map((field) => [field.name, controlFor(field, values[field.name], `${key}:${field.name}`)]),
    );
    this.#controls.set(target, made);
    return made;
  }
}

/** For something that is about to be made: its value can go straight there, and is shown to nobody. */
export class StraightPart implements FormPart {
  readonly place: HTMLElement;
  readonly #box = checkbox(t('Straight into a secret store'), false, 'straight');
  readonly #below = element('div', {});
  #part: DestinationPart | null = null;

  constructor() {
    const help = element('p', { class: 'help' }, t('Its value is put there and is not shown, not even once.'));
    this.place = element('div', {}, element('div', { class: 'field' }, this.#box, help), this.#below);
    this.#box.addEventListener('change', () => {
      this.#part = this.#box.checked ? (this.#part ?? new DestinationPart({ isAll: false })) : this.#part;
      fill(this.#below, this.#box.checked ? this.#part?.place : null);
    });
  }

  missing(): { label: string; key: string } | null {
    return this.#box.checked ? (this.#part?.missing() ?? null) : null;
  }

  /** null: it is to be shown. */
  read(): Destination | null {
    return this.#box.checked ? (this.#part?.destination() ?? null) : null;
  }
}
