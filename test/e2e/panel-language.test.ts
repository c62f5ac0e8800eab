import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToView } from '../../extension/panel/messages-to-view.ts';
import { PanelPage } from '../support/panel-page.ts';
import { now } from './plant.ts';

const bundle: Record<string, string> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.json'), 'utf8'),
);
/** Every word of ours in brackets; what servers say below is Greek, and so are times: Latin letters outside are a word forgotten. */
const words = Object.fromEntries(Object.keys(bundle).map((english) => [english, `⟦${english}⟧`]));

const account = () =>
  ({
    ...{ id: 'a', profile: 'p', name: 'Ἄδα', issuer: '…', state: 'signed_in', scope: 'α', grant_kind: 'offline_token' },
    ...{ at_risk: false, maybe_rotated: false, signed_in_at: now(), holds_token: true, token_expires_at: now() + 900 },
    ...{
      next_refresh_at: now() + 800,
      last_refresh_at: now(),
      last_used_at: now(),
      retry_at: null,
      retrying_since: now() - 90,
    },
    ...{ waiting: { for: 'οὐδέν', since: now() - 60 } },
    ...{ session_ends_at: now() + 9_000, grant_ends_at: now() + 90_000 },
    last_error: { code: 'internal_error', detail: 'οὐδέν', at: now() },
  }) as const;
const field = (type: string, rest: object = {}) => ({
  ...{
    name: type,
    label: 'Λ',
    help: 'β',
    type,
    required: false,
    default: null,
    choices: [],
    free: true,
    maximum: null,
  },
  ...rest,
});
const fields = [
  ...['text', 'boolean', 'scopes'].map((type) => field(type)),
  field('duration', { required: true, default: 86_400, maximum: 90 * 86_400 }),
  field('choice', { required: true, label: 'Χ' }),
];
const token = (id: string, rest: object) => ({
  ...{ id, account: 'a', kind: 'k', kind_label: 'Κλείς', description: id, scope: 'α', owner: 'Ἄδα', own: true },
  ...{ application: 'ψ', created_at: now() - 86_400, expires_at: now() + 90, expiry: 'at', last_used_at: null },
  ...{
    state: 'active',
    kept_as: 'p',
    export: 'copy',
    this_sign_in: true,
    actions: ['test', 'edit', 'rotate', 'revoke'],
  },
  ...{ value_needed_for: [], notes: [], ...rest },
});
const details = () => ({
  capabilities: {
    token_kinds: [
      {
        ...{ kind: 'k', label: 'Κλείς', description: 'δ', recorded: 'here', others: true, edit: fields },
        create: { by: 'sign_in', flows: [], fields, warning: 'φεῦ' },
        revocation: { possible: false, detail: 'οὔ' },
      },
    ],
    applications: { label: 'Π', description: 'π', create: fields, edit: fields, subscriptions: true },
    notes: ['ἰδού'],
  },
  tokens: [
    token('ι', { expiry: 'never', expires_at: null }),
    token('κ', { state: 'expired', this_sign_in: false, actions: [] }),
    token('λ', { state: 'revoked', expiry: 'unknown', expires_at: null, this_sign_in: false }),
  ],
  applications: [
    {
      ...{ id: 'c', name: 'μ', description: 'μ', client_id: 'μ', created_at: now(), properties: [], values: {} },
      ...{ in_use: true, actions: ['edit', 'delete', 'revoke_tokens'] },
    },
  ],
});

describe('the page of the panel in another language', () => {
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await PanelPage.open({ language: 'el', words });
  });
  afterEach(() => panel.page.close());

  const tell = (message: object) => panel.tell(message as ToView);
  const click = (name: string) =>
    panel.page
      .getByRole('button', { name: `⟦${name}`, exact: false })
      .first()
      .click();

  /** Texts that stayed English: nothing but words of ours has Latin letters. */
  async function english(): Promise<string[]> {
    const texts = await panel.texts();
    assert.ok(texts.length > 10, texts.join(' | '));
    return texts.filter((text) => /[a-z]{2}/i.test(withoutOurs(text)));
  }

  it('has no word left in English, whatever it shows', async () => {
    const { page } = panel;
    await tell({ type: 'accounts', connected: true, accounts: [] });
    await page.getByText('⟦Nobody is signed in').waitFor();
    assert.deepEqual(await english(), []);
    const left = {
      ...{ id: 'l', profile: 'p', issuer: 'ι', owner: 'Ἄδα', kind: 'k', kind_label: 'Κ', description: 'ι', scope: 'α' },
      ...{ created_at: now(), expires_at: null, expiry: 'unknown', kept_as: 'p' },
    };
    await tell({ type: 'left_tokens', tokens: [left] });
    await page.getByRole('button', { name: '⟦Sign in on p⟧' }).waitFor();
    assert.deepEqual(await english(), []);
    await tell({ type: 'accounts', connected: true, accounts: [account()] });
    await tell({
      type: 'details',
      account: 'a',
      details: details(),
      problem: { detail: 'ὤ', ways: ['retry', 'sign_in', 'doctor'] },
    });
    await page.getByText('ἰδού').waitFor();
    assert.deepEqual(await english(), []);
    await click('New κλείς');
    await click('Continue to the Sign-in');
    await page.getByText('⟦Χ is needed.⟧').waitFor();
    assert.deepEqual(await english(), []);
    await page.getByText('⟦Subscriptions⟧').click();
    await panel.wished('subscriptions', { subscriptions: [{ name: 'ν', description: 'ν' }] });
    await page.getByRole('button', { name: '⟦Unsubscribe from ν⟧' }).waitFor();
    assert.deepEqual(await english(), []);
    const offer = { id: '1', title: 'τ', expires_at: now() + 100, parts: ['τ'], may_keep: true, warning: 'φεῦ' };
    await tell({ type: 'offer', offer: { ...offer, failed: null }, words: null });
    await page.getByText('⟦It will not be shown again.⟧').waitFor();
    await click('Export…');
    await panel.wished('export_targets', {
      targets: [{ name: 'χ', label: 'Χ', description: 'χ', fields: [], environment: [] }],
    });
    await page.getByText('⟦Where to⟧').waitFor();
    assert.deepEqual(await english(), []);
    const approval = {
      ...{ host: 'η', scopes: ['α'], code: '1', address: 'θ', elsewhere: 'θ', may_open: true, expires_at: now() + 100 },
    };
    for (const rest of [{}, { code: null }, { may_open: false }]) {
      await tell({ type: 'approval', approval: { ...approval, ...rest }, problem: null });
      assert.deepEqual(await english(), []);
    }
  });

  it('has no word left in English in its lists', async () => {
    const { page } = panel;
    await tell({ type: 'accounts', connected: true, accounts: [account()] });
    const permission = {
      ...{
        id: '1',
        account: { id: 'a', name: 'Ἄδα', profile: 'p' },
        given_at: now(),
        last_used_at: null,
        client: 'κ pid=7 cwd=/λ',
      },
      workspace: { folder: 'ω', name: 'ω' },
    };
    const permissions = ['allow', 'once', 'deny'].map((decision) => ({ ...permission, id: decision, decision }));
    await click('Permissions');
    await tell({
      ...{ type: 'permissions', problem: null },
      permissions: [...permissions, { ...permission, id: '2', workspace: null, decision: 'allow', given_at: null }],
    });
    await page.getByText('⟦Outside any workspace⟧').waitFor();
    assert.deepEqual(await english(), []);
    await click('Activity');
    const entry = {
      ...{ at: now(), last_at: now(), count: 2, account: { id: 'a', name: 'Ἄδα' }, profile: 'p', scope: 'α' },
      ...{ resource: [], workspace: null, confirmed: true, says: { program: 'π', pid: 1, directory: 'δ' } },
      problem: null,
    };
    const outcomes = ['served', 'permission_required', 'permission_denied', 'refused', 'exported'] as const;
    const entries = outcomes.map((outcome) => ({ ...entry, outcome }));
    await panel.tell({ type: 'activity', enabled: false, entries, problem: null });
    await page.getByText('⟦Exported⟧').waitFor();
    assert.deepEqual(await english(), []);
  });

  it('tells times in that language', async () => {
    await tell({ type: 'accounts', connected: true, accounts: [account()] });
    await panel.page.getByText('σε 2 ώρες').first().waitFor();
  });
});

/** Brackets may stand within brackets, or around what is no text; the zone of a time is the same in every language. */
function withoutOurs(text: string): string {
  const without = text.replace(/⟦[^⟦⟧]*(⟧|$)|UTC|GMT/g, '');
  return without === text ? text : withoutOurs(without);
}
