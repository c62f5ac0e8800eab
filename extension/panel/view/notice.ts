/** What became of something, where it was done; what went wrong has a way out. */

import type { Problem } from '../messages-to-view.ts';
import { announce, button, element, icon, iconButton, said } from './dom.ts';
import { ask, type Outcome } from './host.ts';
import type { IconName } from './icon-names.ts';
import { t } from './words.ts';

interface Ways {
  /** Does it again. */
  retry?: () => unknown;
  profile?: string | null;
}

export function problemNotice(problem: Problem, { retry, profile = null }: Ways = {}): HTMLElement {
  const buttons = problem.ways.flatMap((way) => {
    if (way === 'retry') return retry ? [button(t('Retry'), retry, { secondary: true })] : [];
    if (way === 'sign_in') return [button(t('Sign In Again'), () => ask({ name: 'sign_in', profile }))];
    if (way === 'doctor') return [button(t('Doctor'), () => ask({ name: 'doctor' }), { secondary: true })];
    return [button(t('Show Log'), () => ask({ name: 'log' }), { secondary: true })];
  });
  const words = element('span', { class: 'words' }, said(problem.detail, 1_000));
  return element('div', { class: 'notice bad', role: 'alert' }, icon('error'), words, ...buttons);
}

export function outcomeNotice({ answer, problem }: Outcome, ways: Ways = {}): HTMLElement | null {
  if (problem) return problemNotice(problem, ways);
  if (answer.words === null) return null;
  const words = said(answer.words, 2_000);
  announce(words);
  const kind = answer.good ? 'good' : 'doubtful';
  return element(
    'div',
    { class: `notice ${kind}` },
    icon(answer.good ? 'pass' : 'warning'),
    element('span', { class: 'words' }, words),
  );
}

/** What is read once, and then in the way. */
export function passingNote(notice: HTMLElement, dismissed: () => void): HTMLElement {
  const dismiss = () => {
    notice.remove();
    dismissed();
  };
  notice.classList.add('passing');
  notice.append(iconButton('close', t('Dismiss'), 'dismiss', dismiss));
  return notice;
}

export function note(words: string, name: IconName = 'info'): HTMLElement {
  return element('p', { class: 'note' }, icon(name), element('span', {}, said(words, 1_000)));
}
