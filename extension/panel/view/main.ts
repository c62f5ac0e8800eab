/** The panel's page: accounts and other lists on the left, what is chosen beside it. */

import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { AccountSummary, LeftToken } from '../../../daemon/api.ts';
import type { ToView } from '../messages-to-view.ts';
import { AccountPage } from './account-page.ts';
import { showActivity } from './activity.ts';
import { showApproval } from './approval.ts';
import { button, element, fill, focusOn } from './dom.ts';
import { ask, listen, type Outcome, remember, remembered } from './host.ts';
import { leftTokens } from './left-tokens.ts';
import { type Chosen, showNavigation } from './navigation.ts';
import { outcomeNotice, passingNote } from './notice.ts';
import { showOffer } from './offer.ts';
import { showPermissions } from './permissions.ts';
import { keepTimesTrue } from './times.ts';
import { t } from './words.ts';

const navigation = element('nav', { 'aria-label': t('Accounts and lists') });
const offerPlace = element('div', {});
const approvalPlace = element('div', {});
const outcomePlace = element('div', {});
const page = element('div', {});
const main = element('main', {}, offerPlace, approvalPlace, outcomePlace, page);
document.getElementById('app')?.append(navigation, main);

let accounts: AccountSummary[] = [];
let connected = false;
/** Long-lived tokens whose user is not signed in. */
let left: LeftToken[] = [];
let chosen: Chosen | null = null;
/** Where the person was before the panel was hidden. */
let before = remembered().chosen ?? null;
let accountPage: AccountPage | null = null;

function choose(next: Chosen): void {
  chosen = next;
  remember({ chosen: next });
  accountPage = null;
  fill(page, element('div', { class: 'busy' }, element('vscode-progress-ring'), t('One moment…')));
  if (next.page === 'account') accountPage = new AccountPage(page, next.account);
  else if (next.page === 'left') fill(page, leftTokens(left, 'h1', tellOutcome));
  else if (next.page === 'permissions') void ask({ name: 'show_permissions' });
  else void ask({ name: 'show_activity' });
  drawAccounts();
}

/** By the person. */
function goTo(next: Chosen): void {
  clearPassingNotes();
  choose(next);
}

/** Of what the page itself does not hold: it may be drawn anew before, or be another one then. */
function tellOutcome(outcome: Outcome): void {
  const notice = outcomeNotice(outcome);
  fill(outcomePlace, notice && passingNote(notice, () => focusOn('heading')));
  focusOn('heading');
}

/** What became of something is read by the time something else is done; what waits for the person stays. */
function clearPassingNotes(): void {
  for (const note of main.querySelectorAll('.passing')) note.remove();
}

function drawAccounts(): void {
  const shown = chosen;
  if (shown?.page === 'account' && !accounts.some(({ id }) => id === shown.account)) chosen = null;
  if (shown?.page === 'left' && left.length === 0) chosen = null;
  const next = chosen ? null : (takeBefore() ?? firstAccount());
  if (next) return choose(next);
  showNavigation(navigation, { accounts, chosen, left: left.length, choose: goTo });
  if (chosen?.page === 'account') accountPage?.drawAccount(accounts);
  if (!chosen) showNobody();
}

/** Once; null where it is not there any more. */
function takeBefore(): Chosen | null {
  const place = before;
  before = null;
  if (place?.page === 'left') return null;
  if (place?.page === 'account' && !accounts.some(({ id }) => id === place.account)) return null;
  return place;
}

function firstAccount(): Chosen | null {
  return accounts[0] ? { page: 'account', account: accounts[0].id } : null;
}

function showNobody(): void {
  accountPage = null;
  const words = connected
    ? t('Nobody is signed in. Sign in, and your accounts and their tokens are here.')
    : t('The daemon does not answer yet. It starts when somebody signs in.');
  fill(
    page,
    element(
      'div',
      { class: 'empty' },
      element('h1', { tabindex: -1, 'data-key': 'heading' }, t('Tokens')),
      element('p', {}, words),
      element(
        'div',
        { class: 'buttons' },
        button(t('Sign In…'), () => ask({ name: 'sign_in', profile: null }), { key: 'sign-in' }),
        connected ? null : button(t('Doctor'), () => ask({ name: 'doctor' }), { secondary: true }),
      ),
    ),
    left.length === 0 ? null : leftTokens(left, 'h2', tellOutcome),
  );
}

function take(message: Exclude<ToView, { type: 'answer' }>): void {
  switch (message.type) {
    case 'accounts':
      ({ accounts, connected } = message);
      return drawAccounts();
    case 'left_tokens':
      left = message.tokens;
      if (chosen?.page === 'left' && left.length > 0) fill(page, leftTokens(left, 'h1', tellOutcome));
      return drawAccounts();
    case 'details':
      return accountPage?.take(message);
    case 'permissions':
      if (chosen?.page === 'permissions') showPermissions(page, message);
      return;
    case 'activity':
      if (chosen?.page === 'activity') showActivity(page, message);
      return;
    case 'offer':
      return showOffer(offerPlace, message.offer, message.words);
    case 'approval':
      if (message.approval) clearPassingNotes();
      return showApproval(approvalPlace, message.approval, message.problem);
  }
}

keepTimesTrue();
listen(take);
