/** A token is made by a sign-in: the code, the host, and ways to approve it. */

import type { Approval, Problem } from '../messages-to-view.ts';
import { scopeOf } from './account-page.ts';
import { announce, button, element, fill, focusOn, icon, said } from './dom.ts';
import { ask } from './host.ts';
import { note, outcomeNotice, passingNote, problemNotice } from './notice.ts';
import { countdown } from './times.ts';
import { t, tAround } from './words.ts';

export function showApproval(place: HTMLElement, approval: Approval | null, problem: Problem | null): void {
  if (!approval) {
    const wasShown = place.childElementCount > 0;
    fill(place, problem && passingNote(problemNotice(problem), () => focusOn('heading')));
    if (wasShown && problem) focusOn('heading');
    return;
  }
  const result = element('div', {});
  const doing = (name: 'open_approval' | 'copy_approval' | 'show_qr_code' | 'cancel_approval') => async () =>
    fill(result, outcomeNotice(await ask({ name })));
  const { host, scopes, code, address, elsewhere, may_open: mayOpen, expires_at: end } = approval;
  fill(
    place,
    element(
      'section',
      { class: 'offer', 'aria-label': t('Waiting for approval') },
      element('h3', { tabindex: -1, 'data-key': 'approval' }, icon('sign-in'), t('Approve it at {0}', said(host))),
      code === null
        ? null
        : element('p', { class: 'code' }, ...tAround('Code: {0}', element('code', {}, said(code, 64)))),
      address ? element('p', { class: 'faint' }, t('Address: {0}', said(address))) : null,
      scopes.length === 0
        ? null
        : element(
            'p',
            { class: 'faint' },
            ...tAround('Scopes: {0}', element('span', { class: 'scopes' }, ...scopes.map(scopeOf))),
          ),
      elsewhere === null
        ? null
        : note(t('Look twice: this address is at {0}, not at {1}.', said(elsewhere), said(host)), 'warning'),
      note(
        mayOpen && code === null
          ? t('The browser comes back to VS Code by itself.')
          : mayOpen
            ? t('Check that the page shows the same code before you approve.')
            : t('This address is not safe (no https), so Tokenwell does not open it.'),
      ),
      result,
      element(
        'div',
        { class: 'buttons' },
        mayOpen
          ? button(code === null ? t('Open Browser') : t('Copy Code and Open Browser'), doing('open_approval'), {
              key: 'approval:open',
            })
          : button(code === null ? t('Copy Address') : t('Copy Code'), doing('copy_approval'), {
              key: 'approval:copy',
            }),
        mayOpen && code === null
          ? button(t('Copy Address'), doing('copy_approval'), { secondary: true, key: 'approval:copy' })
          : null,
        mayOpen && code !== null ? button(t('Show QR Code'), doing('show_qr_code'), { secondary: true }) : null,
        button(t('Cancel'), doing('cancel_approval'), { secondary: true }),
        end === null ? null : element('span', { class: 'faint' }, ...tAround('Ends in {0}', countdown(end))),
      ),
    ),
  );
  announce(t('Waiting for approval at {0}.', said(host)));
  focusOn('approval');
}
