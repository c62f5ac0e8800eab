/** A backend that nobody here has, as the panel's page is told of it. */

import type { AccountSummary, Field, LongLivedToken } from '../../daemon/api.ts';
import type { Details } from '../../extension/panel/messages-to-view.ts';

export const day = 86_400;
/** Asked anew by each test: mocha loads all files before the first one runs, and the page tells times as seen from now. */
export const now = () => Math.floor(Date.now() / 1_000);

export const account = (): AccountSummary => ({
  ...{ id: 'a1', profile: 'plant', name: 'ada', issuer: 'https://plant.example', state: 'signed_in', scope: 'read' },
  ...{
    grant_kind: 'access_token',
    at_risk: false,
    maybe_rotated: false,
    signed_in_at: now(),
    holds_token: true,
    token_expires_at: now() + 900,
  },
  ...{ next_refresh_at: null, last_refresh_at: null, last_used_at: null, retry_at: null, retrying_since: null },
  ...{ waiting: null },
  ...{ session_ends_at: null, grant_ends_at: null, former_sign_in: null, last_error: null },
});

export const field = (name: string, rest: Partial<Field>): Field => ({
  ...{ name, label: name, help: '', type: 'text', required: false, default: null, choices: [], free: false },
  ...{ maximum: null, ...rest },
});

export const token = (id: string, rest: Partial<LongLivedToken>): LongLivedToken => ({
  ...{ id, account: 'a1', kind: 'key', kind_label: 'Key', description: id, scope: 'read', owner: 'ada', own: true },
  ...{ application: null, created_at: now() - day, expires_at: now() + 6 * day + 60, expiry: 'at', last_used_at: null },
  ...{
    state: 'active',
    kept_as: null,
    export: null,
    this_sign_in: false,
    in_use: false,
    actions: ['edit', 'rotate', 'revoke'],
  },
  ...{ value_needed_for: [], notes: [], ...rest },
});

export const details = (): Details => ({
  capabilities: {
    token_kinds: [
      {
        ...{ kind: 'key', label: 'Key', description: 'A key to the plant.', recorded: 'server', others: true },
        create: {
          by: 'form',
          flows: [],
          fields: [
            field('name', { required: true }),
            field('why', { type: 'multiline' }),
            field('write', { type: 'boolean', default: true }),
            field('room', {
              type: 'choice',
              required: true,
              default: 'attic',
              choices: ['cellar', 'attic'].map((value) => ({ value, label: value, help: '' })),
            }),
            field('scope', {
              ...{ type: 'scopes', free: true, default: 'read' },
              choices: ['read', 'feed', 'stay'].map((value) => ({
                value,
                label: value,
                help: '',
                fixed: value === 'stay',
              })),
            }),
            field('lifetime', { type: 'duration', required: true, default: day, maximum: 30 * day }),
          ],
          warning: 'It opens every door.',
        },
        edit: [field('description', { required: true })],
        revocation: { possible: false, detail: 'The plant forgets nothing.' },
      },
    ],
    applications: {
      ...{ label: 'Clients', description: 'What signs in.', create: [field('name', { required: true })], edit: [] },
      subscriptions: true,
    },
    notes: ['The plant is closed on Sundays.'],
  },
  tokens: [
    token('beta', { expiry: 'never', expires_at: null }),
    token('alpha', { owner: 'bob', own: false, state: 'expired', actions: [] }),
  ],
  applications: [
    {
      ...{ id: 'c1', name: 'robot', description: 'Waters it', client_id: 'robot-1', created_at: null, properties: [] },
      ...{ values: {}, in_use: true, actions: ['delete', 'revoke_tokens'] },
    },
  ],
});
