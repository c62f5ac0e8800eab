/** A token is made by a sign-in: the code, the host, and ways to approve it. */

import type { Approval, Problem } from '../messages-to-view.ts';
import { announce, button, element, fill, focusOn, icon, said } from './dom.ts';
import { ask } from './host.ts';
import { note, outcomeNotice, problemNotice } from './notice.ts';
import { countdown } from './times.ts';

export function showApproval(place: HTMLElement, approval: Approval | null, problem: Problem | null): void {
  if (!approval) {
    const wasShown = place.childElementCount > 0;
    fill(place, problem && problemNotice(problem));
    if (wasShown && problem) focusOn('heading');
    return;
  }
  const result = element('div', {});
  const doing = (name: 'open_approval' | 'copy_approval' | 'show_qr_code' | 'cancel_approval') => async () =>
    fill(result, outcomeNotice(await ask({ name })));
  const { host, code, address, elsewhere, may_open: mayOpen, expires_at: end } = approval;
  fill(
    place,
    element(
      'section',
      { class: 'offer', 'aria-label': 'Waiting for approval' },
      element('h3', { tabindex: -1, 'data-key': 'approval' }, icon('sign-in'), `Approve it at ${said(host)}`),
      code === null ? null : element('p', { class: 'code' }, 'Code: ', element('code', {}, said(code, 64))),
      address ? element('p', { class: 'faint' }, `Address: ${said(address)}`) : null,
      elsewhere === null
        ? null
        : note(`Look twice: this address is at ${said(elsewhere)}, not at ${said(host)}.`, 'warning'),
      note(
        mayOpen && code === null
          ? 'The browser comes back to VS Code by itself.'
          : mayOpen
            ? 'Check that the page shows the same code before you approve.'
            : 'This address is not safe (no https), so Tokenwell does not open it.',
      ),
      result,
      element(
        'div',
        { class: 'buttons' },
        mayOpen
          ? button(code === null ? 'Open Browser' : 'Copy Code and Open Browser', doing('open_approval'), {
              key: 'approval:open',
            })
          : button(code === null ? 'Copy Address' : 'Copy Code', doing('copy_approval'), { key: 'approval:copy' }),
        mayOpen && code === null
          ? button('Copy Address', doing('copy_approval'), { secondary: true, key: 'approval:copy' })
          : null,
        mayOpen && code !== null ? button('Show QR Code', doing('show_qr_code'), { secondary: true }) : null,
        button('Cancel', doing('cancel_approval'), { secondary: true }),
        end === null ? null : element('span', { class: 'faint' }, 'Ends in ', countdown(end)),
      ),
    ),
  );
  announce(`Waiting for approval at ${said(host)}.`);
  focusOn('approval');
}
