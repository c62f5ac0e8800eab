import assert from 'node:assert/strict';
import type { Details } from '../../extension/panel/messages-to-view.ts';
import { PanelPage } from '../support/panel-page.ts';
import { account, day, details, field, now, token } from './plant.ts';

describe('the page of the panel', () => {
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await PanelPage.open();
    await panel.tell({ type: 'accounts', connected: true, accounts: [account()] });
    await panel.wished('show_account');
    await panel.tell({ type: 'details', account: 'a1', details: details(), problem: null });
    await panel.page.getByText('The plant is closed on Sundays.').waitFor();
  });
  afterEach(() => panel.page.close());

  const button = (name: string | RegExp) => panel.page.getByRole('button', { name, exact: typeof name === 'string' });
  const names = () => panel.page.getByRole('table').locator('tbody strong').allInnerTexts();

  it('makes a form of whatever fields a backend has', async () => {
    const { page } = panel;
    await button('New key').click();
    await page.getByRole('textbox', { name: 'name (required)' }).waitFor();
    assert.deepEqual(await panel.violations(), []);
    await button('Create').click();
    await page.getByText('name is needed.').waitFor();
    await page.getByRole('textbox', { name: 'name (required)' }).fill('gamma');
    await page.getByRole('combobox', { name: 'room (required)' }).selectOption('cellar');
    await page.getByRole('checkbox', { name: 'feed' }).check({ force: true });
    await page.locator('vscode-checkbox[data-key="field:scope:stay"][disabled]').waitFor();
    await page.getByRole('textbox', { name: 'Other scopes, with spaces between' }).fill('prune  read');
    const lifetime = page.getByRole('combobox', { name: 'lifetime (required)', exact: true });
    assert.deepEqual(await lifetime.locator('option').allInnerTexts(), [
      ...['1 hour', '1 day', '7 days', '30 days (the most)', 'Another time…'],
    ]);
    await lifetime.selectOption('custom');
    await page.getByRole('spinbutton').fill('400');
    await button('Create').click();
    const { values } = await panel.wished('create');
    assert.deepEqual(values, {
      ...{ name: 'gamma', why: null, write: true, room: 'cellar', scope: 'read feed stay prune', lifetime: 30 * day },
    });
    await page.locator('.form').waitFor({ state: 'detached' });
  });

  it('leaves the focus where the person has put it before the form was drawn', async () => {
    const focused = await panel.page.evaluate(`(async () => {
      const by = (key) => document.querySelector('[data-key="' + key + '"]');
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      by('create:key').click();
      await by('field:why').updateComplete;
      by('field:why').focus();
      await nextFrame();
      await nextFrame();
      return document.activeElement.getAttribute('data-key');
    })()`);
    assert.equal(focused, 'field:why');
  });

  it('closes a form by Escape, and goes back to what opened it', async () => {
    const { page } = panel;
    await button('Edit: beta').click();
    const description = page.getByRole('textbox', { name: 'description (required)' });
    assert.equal(await description.inputValue(), 'beta');
    await description.press('Escape');
    assert.equal(await page.locator('.form').count(), 0);
    await page.locator('[data-key="edit:beta"]:focus').waitFor();
  });

  it('sorts and filters', async () => {
    const { page } = panel;
    await button('Description').click();
    assert.deepEqual(await names(), ['alpha', 'beta']);
    await button('Description').click();
    assert.deepEqual(await names(), ['beta', 'alpha']);
    assert.equal(await page.getByRole('columnheader', { name: 'Description' }).getAttribute('aria-sort'), 'descending');
    await page.getByRole('textbox', { name: 'Filter the tokens' }).fill('EXPIRED');
    await page.getByRole('row').filter({ hasText: 'beta' }).waitFor({ state: 'detached' });
    await page.getByRole('status').filter({ hasText: 'Long-lived tokens: 1' }).waitFor({ state: 'attached' });
    assert.deepEqual(await names(), ['alpha']);
    await page.getByRole('textbox', { name: 'Filter the tokens' }).fill('nothing');
    await button('Clear the Filter').click();
    assert.deepEqual((await names()).toSorted(), ['alpha', 'beta']);
  });

  it('says that a token which nobody uses is renewed when it is used, not when it ended', async () => {
    const past = now() - 5_400;
    const idle = { ...account(), grant_kind: 'offline_token' as const, token_expires_at: past, next_refresh_at: past };
    await panel.tell({ type: 'accounts', connected: true, accounts: [idle] });
    await panel.page.getByText('Renewed when used').waitFor();
    await panel.page.getByText('When used', { exact: true }).waitFor();
    const ended = { ...idle, state: 'retrying' as const, next_refresh_at: null };
    await panel.tell({ type: 'accounts', connected: true, accounts: [ended] });
    await panel.page.getByText('1 hour ago').waitFor();
  });

  it('is where the person left it once it is shown again', async () => {
    await button('Description').click();
    await panel.page.reload();
    await panel.tell({ type: 'accounts', connected: true, accounts: [account()] });
    await panel.wished('show_account');
    await panel.tell({ type: 'details', account: 'a1', details: details(), problem: null });
    await panel.page.locator('[aria-sort="ascending"]', { hasText: 'Description' }).waitFor();
    await button('Activity').click();
    await panel.wished('show_activity');
    await panel.page.reload();
    await panel.tell({ type: 'accounts', connected: true, accounts: [account()] });
    await panel.wished('show_activity');
    await panel.page.reload();
    await panel.tell({ type: 'accounts', connected: true, accounts: [] });
    await panel.page.getByText('One moment…').waitFor();
  });

  it('shows the whole list, its actions too, however wide the editor is', async () => {
    const { page } = panel;
    const long = { kind_label: 'Offline token', scope: 'offline_access openid profile', kept_as: 'nightly-job' };
    const used = { last_used_at: now() - 700 };
    const tokens = [token('ci job', { ...long, ...used }), token('nightly', { ...long, ...used })];
    await panel.tell({ type: 'details', account: 'a1', details: { ...details(), tokens }, problem: null });
    await button('Revoke: nightly').waitFor();
    for (const size of ['13px', '16px']) {
      await page.evaluate(`document.documentElement.style.setProperty('--vscode-font-size', '${size}')`);
      for (const width of [1400, 1000, 907, 840, 700, 540]) {
        await page.setViewportSize({ width, height: 800 });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        // What is left of a usual screen beside the Explorer.
        if (size === '13px' && width === 907) assert.ok(await page.getByRole('columnheader').first().isVisible());
      }
    }
  });

  it('shows others’ tokens, with their owner, where the server has them', async () => {
    assert.equal(await panel.page.getByRole('columnheader', { name: 'Owner' }).count(), 0);
    await panel.page.getByRole('checkbox', { name: "Others' tokens too" }).check({ force: true });
    assert.equal((await panel.wished('show_account')).all, true);
    await panel.tell({ type: 'details', account: 'a1', details: details(), problem: null });
    await panel.page.getByRole('cell', { name: 'bob' }).waitFor();
  });

  it('says of one that was revoked that it is, and nothing of when it would have ended', async () => {
    const revoked = token('gamma', { state: 'revoked', expiry: 'unknown', expires_at: null, actions: [] });
    await panel.tell({ type: 'details', account: 'a1', details: { ...details(), tokens: [revoked] }, problem: null });
    const row = panel.page.getByRole('row').filter({ hasText: 'gamma' });
    assert.equal(await row.locator('[data-label="Expires"]').innerText(), '–');
  });

  it('tells what became of a value until that is put away, or something else is done', async () => {
    const { page } = panel;
    const words = 'The value is gone from here.';
    const note = page.getByRole('main').getByText(words);
    await panel.tell({ type: 'offer', offer: null, words });
    await button('Dismiss').click();
    await note.waitFor({ state: 'detached' });
    await page.locator('[data-key="heading"]:focus').waitFor();
    await panel.tell({ type: 'offer', offer: null, words });
    await note.waitFor();
    await button('Activity').click();
    await note.waitFor({ state: 'detached' });
  });

  it('says why somebody got no token, and who was given what is worth more', async () => {
    const says = { program: 'script', pid: 7, directory: '/thesis' };
    const call = { at: now(), last_at: now(), count: 2, profile: 'lab', account: null, scope: 'read', resource: [] };
    const entry = { ...call, workspace: null, says, confirmed: null, outcome: 'refused' as const };
    await button('Activity').click();
    await panel.tell({
      type: 'activity',
      enabled: true,
      entries: [
        { ...entry, problem: 'signed_out' },
        { ...entry, outcome: 'given', problem: null, count: 1, scope: '', resource: ['password'] },
      ],
      problem: null,
    });
    const activity = panel.page.getByRole('table', { name: 'Activity' });
    const cells = (label: string) => activity.locator(`[data-label="${label}"]`);
    assert.match(await cells('Outcome').first().innerText(), /^Not served, 2 times\s+signed out$/);
    assert.deepEqual(
      [await cells('Outcome').last().innerText(), await cells('Scope').last().innerText()],
      ['Given to a program', 'password'],
    );
  });

  it('says which scopes a token will have, while it waits for approval', async () => {
    const approval = {
      host: 'plant.example',
      scopes: ['read', 'stay'],
      code: 'ABCD',
      address: 'https://plant.example',
    };
    const rest = { elsewhere: null, may_open: true, expires_at: now() + 60 };
    await panel.tell({ type: 'approval', approval: { ...approval, ...rest }, problem: null });
    const card = panel.page.getByRole('region', { name: 'Waiting for approval' });
    assert.deepEqual(await card.locator('.scope').allInnerTexts(), ['read', 'stay']);
  });

  it('says what cannot be revoked, and what has no end', async () => {
    const row = panel.page.getByRole('row').filter({ hasText: 'beta' });
    assert.match(await row.innerText(), /Never[^]*Cannot be revoked/);
  });

  it('has applications and what they are subscribed to', async () => {
    const { page } = panel;
    await page.getByRole('article', { name: 'robot' }).getByText('Subscriptions').click();
    await panel.wished('subscriptions', { subscriptions: [{ name: 'weather', description: '' }] });
    await button('Unsubscribe from weather').waitFor();
    assert.deepEqual(await panel.violations(), []);
    await page.getByRole('textbox', { name: 'API that robot shall subscribe to' }).fill('soil');
    await button('Subscribe').click();
    assert.equal((await panel.wished('subscribe', { subscriptions: [] })).api, 'soil');
    await button('Delete robot').click();
    await panel.wished('delete_application', { words: 'The plant deleted it.' });
    await page.getByRole('article', { name: 'robot' }).getByText('The plant deleted it.').waitFor();
  });

  it('asks for what the server wants for each call about applications, and then shows them', async () => {
    const { page } = panel;
    const plant = details();
    const { applications: kind } = plant.capabilities;
    const credentials = [field('pass', { label: 'Password', type: 'secret', required: true })];
    const capabilities = { ...plant.capabilities, applications: kind && { ...kind, credentials } };
    const wanting = { ...plant, capabilities, applications: null };
    const tell = (shown: Details) => panel.tell({ type: 'details', account: 'a1', details: shown, problem: null });
    await tell(wanting);
    await page.getByRole('article', { name: 'robot' }).waitFor({ state: 'detached' });
    await button('Show: Clients').click();
    const box = page.getByRole('textbox', { name: 'Password (required)' });
    assert.equal(await box.getAttribute('type'), 'password');
    assert.deepEqual(await panel.violations(), []);
    await box.fill(' canary ');
    // Told anew for another reason: what was typed stays.
    await tell(wanting);
    await button('Continue').click();
    assert.deepEqual((await panel.wished('give_credentials')).values, { pass: ' canary ' });
    await tell({ ...wanting, applications: plant.applications });
    await page.getByRole('article', { name: 'robot' }).waitFor();
    await page.locator('[data-key="applications"]:focus').waitFor();
    assert.ok(!(await page.content()).includes('canary'));
  });

  it('says what went wrong, with a way out, and keeps what is known', async () => {
    const problem = { detail: 'Nobody is signed in.', ways: ['sign_in' as const, 'retry' as const] };
    await panel.tell({ type: 'details', account: 'a1', details: details(), problem });
    await button('Sign In Again').click();
    assert.equal((await panel.wished('sign_in')).profile, 'plant');
    await button('Retry').click();
    await panel.wished('show_account');
    assert.equal((await names()).length, 2);
  });

  it('shows what lives on where nobody is signed in, with the ways that are left', async () => {
    const { page } = panel;
    const left = {
      ...{ id: 'l1', profile: 'plant', issuer: 'https://plant.example', owner: 'ada', kind: 'key', kind_label: 'Key' },
      ...{ description: 'nightly job', scope: 'read', created_at: now(), expires_at: null, expiry: 'unknown' as const },
      kept_as: null,
    };
    await panel.tell({ type: 'left_tokens', tokens: [left] });
    await button(/^Tokens that live on/).click();
    await page.getByRole('heading', { name: 'Tokens that live on', level: 1 }).waitFor();
    assert.deepEqual(await panel.violations(), []);
    await panel.tell({ type: 'accounts', connected: true, accounts: [] });
    await page.getByRole('button', { name: /^ada/ }).waitFor({ state: 'detached' });
    await button('Sign in on plant').click();
    assert.equal((await panel.wished('sign_in')).profile, 'plant');
    await button('Remove from the list: nightly job').click();
    await panel.tell({ type: 'left_tokens', tokens: [] });
    assert.equal((await panel.wished('forget_left', { words: 'It is on the list no more.' })).token, 'l1');
    await page.getByText('Nobody is signed in').waitFor();
    await page.getByRole('main').getByText('It is on the list no more.').waitFor();
    assert.equal(await page.getByText('nightly job').count(), 0);
    assert.deepEqual(await panel.violations(), []);
  });

  it('shows nothing of a message that it does not understand', async () => {
    await panel.page.evaluate("window.postMessage({ type: 'accounts', accounts: [{ name: 'mallory' }] }, '*')");
    await panel.tell({ type: 'accounts', connected: true, accounts: [] });
    await panel.page.getByText('Nobody is signed in').waitFor();
    assert.equal(await panel.page.getByText('mallory').count(), 0);
  });
});
