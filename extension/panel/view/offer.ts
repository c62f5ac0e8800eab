/** A value that is shown once: masked until asked for, with what it is and where it belongs, and then gone. */

import type { Offer } from '../messages-to-view.ts';
import { DestinationPart } from './destination.ts';
import { announce, button, element, fill, focusOn, icon, said } from './dom.ts';
import { openForm } from './form.ts';
import { ask, type Outcome } from './host.ts';
import { note, outcomeNotice, passingNote, problemNotice } from './notice.ts';
import { countdown } from './times.ts';
import { t, tAround } from './words.ts';

/** As long whatever it is. */
const mask = '•'.repeat(24);

export function showOffer(place: HTMLElement, offer: Offer | null, words: string | null): void {
  if (!offer) {
    const wasShown = place.childElementCount > 0;
    fill(place, words ? passingNote(note(words), () => focusOn('heading')) : null);
    if (words) announce(words);
    if (wasShown) focusOn('heading');
    return;
  }
  const result = element('div', {});
  const exportPlace = element('div', {});
  const show = (outcome: Outcome) => fill(result, outcomeNotice(outcome));
  const keep = async () => show(await ask({ name: 'keep', offer: offer.id }));
  const done = async () => show(await ask({ name: 'done', offer: offer.id }));
  fill(
    place,
    element(
      'section',
      { class: 'offer', 'aria-label': t('New value') },
      element('h3', { tabindex: -1, 'data-key': 'offer' }, icon('key'), t('{0}: its value', said(offer.title))),
      element(
        'p',
        { class: 'warning' },
        icon('warning'),
        element('span', {}, element('strong', {}, t('It will not be shown again.')), ' ', said(offer.warning, 1_000)),
      ),
      ...offer.parts.map((part) => partOf(offer, part, show)),
      result,
      element(
        'div',
        { class: 'buttons' },
        button(t('Export…'), () => openExport(exportPlace, offer), { icon: 'export', key: 'offer:export' }),
        offer.may_keep ? button(t('Keep It in Tokenwell…'), keep, { icon: 'lock', key: 'offer:keep' }) : null,
        button(t('Done'), done, { secondary: true, key: 'offer:done' }),
        element('span', { class: 'faint' }, ...tAround('Gone in {0}', countdown(offer.expires_at))),
      ),
      exportPlace,
    ),
  );
  if (offer.failed) {
    fill(result, problemNotice({ ...offer.failed.problem, ways: [] }));
    openExport(exportPlace, offer);
  }
  announce(t('{0}: its value can be seen once, for two minutes.', said(offer.title)));
  focusOn('offer');
}

function openExport(place: HTMLElement, offer: Offer): void {
  const part = new DestinationPart({ begun: offer.failed?.destination, isAll: true });
  openForm(place, {
    title: t('Export {0}', said(offer.title)),
    description: t('The value goes from Tokenwell straight there.'),
    fields: [],
    part,
    submit: t('Export'),
    openedBy: 'offer:export',
    send: () => ask({ name: 'export', offer: offer.id, destination: part.destination() }),
  });
}

function partOf(offer: Offer, name: string, show: (outcome: Outcome) => void): HTMLElement {
  const label = said(name.replaceAll('_', ' '));
  const value = element(
    'code',
    { class: 'value', role: 'group', tabindex: 0, 'aria-label': t('{0}, hidden', label) },
    mask,
  );
  const hide = () => {
    value.textContent = mask;
    value.setAttribute('aria-label', t('{0}, hidden', label));
    reveal.textContent = t('Reveal');
  };
  const toggle = async () => {
    if (value.textContent !== mask) return hide();
    const outcome = await ask({ name: 'reveal', offer: offer.id });
    if (!outcome.answer) return show(outcome);
    const part = outcome.answer.parts?.find((one) => one.name === name);
    value.textContent = part?.value ?? '';
    value.setAttribute('aria-label', label);
    reveal.textContent = t('Hide');
  };
  const reveal = button(t('Reveal'), toggle, { secondary: true, key: `offer:reveal:${name}`, icon: 'eye' });
  const copy = async () => show(await ask({ name: 'copy', offer: offer.id, part: name }));
  return element(
    'div',
    { class: 'part' },
    element('span', { class: 'part-name' }, label),
    value,
    reveal,
    button(t('Copy'), copy, { secondary: true, key: `offer:copy:${name}`, icon: 'copy' }),
  );
}
