import assert from 'node:assert/strict';
import type { ExportTarget } from '../../daemon/api.ts';
import type { Offer } from '../../extension/panel/messages-to-view.ts';
import { PanelPage } from '../support/panel-page.ts';
import { account, details, field, now, token } from './plant.ts';

const targets: ExportTarget[] = [
  {
    ...{ name: 'shed', label: 'Garden shed', description: 'Behind the roses.', environment: ['SHED_KEY'] },
    fields: [
      field('shelf', { label: 'Shelf', required: true, help: 'Counted from below.' }),
      field('locked', { label: 'Locked', type: 'boolean', default: true }),
    ],
  },
  {
    ...{ name: 'pond', label: 'Pond', description: 'It is deep.', environment: [] },
    fields: [
      field('depth', {
        ...{ label: 'Depth', type: 'choice', required: true, default: 'deep' },
        choices: ['deep', 'deeper'].map((value) => ({ value, label: value, help: '' })),
      }),
    ],
  },
];

const offer = (): Offer => ({
  ...{ id: '1', title: 'gamma', expires_at: now() + 120, parts: ['token'], may_keep: true },
  ...{ warning: 'It opens every door.', failed: null },
});

describe('the page of the panel, where a value is exported', () => {
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await PanelPage.open();
    await panel.tell({ type: 'accounts', connected: true, accounts: [account()] });
    await panel.wished('show_account');
    const kept = token('kept', { kept_as: 'kept', export: 'transfer' });
    const shown = { ...details(), tokens: [kept, ...details().tokens] };
    await panel.tell({ type: 'details', account: 'a1', details: shown, problem: null });
  });
  afterEach(() => panel.page.close());

  const button = (name: string | RegExp) => panel.page.getByRole('button', { name, exact: typeof name === 'string' });
  const textBox = (name: string) => panel.page.getByRole('textbox', { name: new RegExp(`^${name}`) });
  const box = (name: string) => panel.page.getByRole('checkbox', { name });
  const choice = (name: string) => panel.page.getByRole('combobox', { name: new RegExp(`^${name}`) });
  const focused = (key: string) => panel.page.locator(`[data-key="${key}"]:focus`).waitFor();

  it('asks what each place asks, and sends a new value straight there', async () => {
    await button('New key').click();
    await textBox('name').fill('gamma');
    await box('Straight into a secret store').check({ force: true });
    await panel.wished('export_targets', { targets });
    await panel.page.getByText('Behind the roses.').waitFor();
    await button('Create').click();
    await panel.page.getByText('Shelf is needed.').waitFor();
    await focused('destination:shelf');
    await textBox('Shelf').fill('3');
    await choice('Where to').selectOption('pond');
    await choice('Depth').selectOption('deeper');
    assert.deepEqual(await panel.violations(), []);
    await choice('Where to').selectOption('shed');
    assert.equal(await textBox('Shelf').inputValue(), '3');
    await button('Create').click();
    const { values, destination } = await panel.wished('create');
    assert.equal(values.name, 'gamma');
    assert.deepEqual(destination, { target: 'shed', values: { shelf: '3', locked: true } });
  });

  it('asks for no place where the value shall be shown', async () => {
    await button('Create: Clients').click();
    await textBox('name').fill('robot-2');
    await box('Straight into a secret store').check({ force: true });
    await panel.wished('export_targets', { targets });
    await box('Straight into a secret store').uncheck({ force: true });
    await button('Create').click();
    assert.equal((await panel.wished('create_application')).destination, null);
  });

  it('offers it for a value that is shown, by keyboard too', async () => {
    await panel.tell({ type: 'offer', offer: offer(), words: null });
    await button('Export…').press('Enter');
    await panel.wished('export_targets', { targets });
    await focused('destination');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.type('3');
    await panel.page.keyboard.press('Escape');
    await focused('offer:export');
    await panel.page.keyboard.press('Enter');
    await panel.wished('export_targets', { targets });
    await textBox('Shelf').fill('4');
    assert.deepEqual(await panel.violations(), []);
    await textBox('Shelf').press('Enter');
    const { offer: id, destination } = await panel.wished('export');
    assert.deepEqual([id, destination.values.shelf], ['1', '4']);
  });

  it('says what went wrong on the way, with what was filled in', async () => {
    const problem = { detail: 'The shed is full.', ways: ['retry' as const] };
    const failed = { problem, destination: { target: 'pond', values: { depth: 'deeper' } } };
    await panel.tell({ type: 'offer', offer: { ...offer(), failed }, words: null });
    await panel.wished('export_targets', { targets });
    await panel.page.getByRole('alert').filter({ hasText: 'The shed is full.' }).waitFor();
    assert.equal(await choice('Depth').inputValue(), 'deeper');
    assert.deepEqual(await panel.violations(), []);
    await button('Export').click();
    assert.deepEqual((await panel.wished('export')).destination, failed.destination);
  });

  it('offers it for those that are kept here, and tells where it is', async () => {
    assert.equal(await button('Export: beta').count(), 0);
    await button('Export: kept').click();
    await panel.wished('export_targets', { targets });
    await textBox('Shelf').fill('5');
    await panel.page.locator('.form').getByRole('button', { name: 'Export…' }).click();
    const { token: id, destination } = await panel.wished('export_kept', { words: 'It is on shelf 5.' });
    assert.deepEqual([id, destination.target], ['kept', 'shed']);
    await panel.page.getByRole('row').filter({ hasText: 'It is on shelf 5.' }).waitFor();
    await focused('export:kept');
  });
});
