/** Small means to build pages with. Text is always text: nothing here reads markup. */

import { plainText } from '../../plain-text.ts';
import type { IconName } from './icon-names.ts';

type Child = Node | string | null | undefined | false;
type Property = string | number | boolean | null | undefined | ((event: Event) => unknown);

/** `on…` are listeners; of the others true is an attribute without a value, false and null are none. */
export function element(tag: string, properties: Record<string, Property> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/** What a server chose, without what could not be seen. */
export function said(text: string, longest = 500): string {
  return plainText(text, longest);
}

export function icon(name: IconName): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

interface ButtonOptions {
  icon?: IconName;
  secondary?: boolean;
  /** By which it is found again when its surroundings are drawn anew. */
  key?: string;
  /** Where the text alone does not say of what. */
  label?: string;
}

export function button(text: string, run: () => unknown, options: ButtonOptions = {}): HTMLElement {
  return element(
    'vscode-button',
    {
      icon: options.icon,
      secondary: options.secondary,
      'data-key': options.key,
      'aria-label': options.label,
      onclick: () => run(),
    },
    text,
  );
}

/** An icon alone; `label` is read out, and shown where the pointer rests. */
export function iconButton(name: IconName, label: string, key: string, run: () => unknown): HTMLElement {
  const properties = { type: 'button', class: 'icon-button', title: label, 'aria-label': label, 'data-key': key };
  return element('button', { ...properties, onclick: () => run() }, icon(name));
}

/** Replaces what is in a place; the focus stays with the same thing where that is there again. */
export function fill(place: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement;
  const key = place.contains(active) ? active?.getAttribute('data-key') : null;
  place.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
  if (key) focusOn(key);
}

/** What had the focus last by us, and not by the person. */
let focusedHere: Element | null = null;

/** Unless the person has gone on by hand meanwhile: what they type would end up in another field. */
export function focusOn(key: string): void {
  const find = () =>
    [...document.querySelectorAll<HTMLElement>('[data-key]')].find((each) => each.dataset['key'] === key);
  if (!find()) return;
  const before = document.activeElement;
  // Controls are ready for it only once they have been drawn.
  requestAnimationFrame(() => {
    const current = document.activeElement;
    if (current !== before && current !== document.body && current !== focusedHere) return;
    // It may have been drawn anew by now.
    const found = find();
    focusedHere = found ?? null;
    found?.focus();
  });
}

/** For screen readers; what is on the page is read by itself only when it is announced. */
export function announce(words: string): void {
  const place = document.getElementById('announcements');
  if (place) place.textContent = words;
}
