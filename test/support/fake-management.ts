/** Services for long-lived tokens and applications that answer from memory; a part of `fakeServices`. */

import type { Application, LongLivedToken } from '../../daemon/api.ts';
import type { Services } from '../../daemon/services.ts';
import { fakeAccount } from './fake-services.ts';

const fakeLongLivedToken: LongLivedToken = {
  id: 'token-1',
  account: 'account-1',
  kind: 'offline_token',
  kind_label: 'Offline token',
  description: 'nightly job',
  scope: 'openid offline_access',
  owner: 'alice',
  own: true,
  application: null,
  created_at: 1_800_000_000,
  expires_at: null,
  expiry: 'unknown',
  last_used_at: null,
  state: 'active',
  kept_as: null,
  export: null,
  this_sign_in: false,
  in_use: false,
  actions: ['revoke'],
  value_needed_for: ['revoke'],
  notes: [],
};

const fakeApplication: Application = {
  id: 'application-1',
  name: 'pipeline',
  description: '',
  client_id: 'client-1',
  created_at: null,
  properties: [],
  values: {},
  in_use: false,
  actions: ['delete'],
};

const result = { application: 'application-1', detail: 'Done.' };

type Management = Pick<Services, 'longLivedTokens' | 'oneTimeValues' | 'exports' | 'applications'>;

const exported = { target: 'vault', place: 'secret/lab in the Vault at vault.example.org' };

/** `note` writes down what was asked. */
export function fakeManagement(note: <Value>(name: string, value: Value) => Value): Management {
  const created = { token: fakeLongLivedToken, one_time_value: null, sign_in: null };
  return {
    longLivedTokens: {
      capabilities: async () => ({ token_kinds: [], applications: null, notes: [] }),
      list: async () => [fakeLongLivedToken],
      create: async () => note('createToken', created),
      edit: async () => note('editToken', fakeLongLivedToken),
      rotate: async () => note('rotateToken', created),
      test: async () =>
        note('testToken', { works: true, as: 'alice', expires_at: null, detail: 'It works.', one_time_value: null }),
      revoke: async () =>
        note('revokeToken', { token: 'token-1', revocation: 'revoked', detail: 'It is.', may_live_until: null }),
      keptAs: () => null,
      forgetRecord: () => note('forgetRecord', undefined),
      left: () => [],
      forgetLeft: () => note('forgetLeft', undefined),
    },
    oneTimeValues: {
      accountOf: () => fakeAccount.id,
      show: () => note('show', { parts: [] }),
      keep: async () => note('keep', fakeAccount),
      forget: () => note('forget', undefined),
    },
    exports: {
      targets: () => [],
      check: async () => note('checkExport', exported),
      exportValue: async () => note('exportValue', exported),
      exportKept: async () => note('exportKept', exported),
    },
    applications: {
      giveCredentials: async () => note('giveCredentials', undefined),
      forgetCredentials: () => note('forgetCredentials', undefined),
      list: async () => [fakeApplication],
      create: async () => note('createApplication', { application: fakeApplication, one_time_value: null }),
      edit: async () => note('editApplication', fakeApplication),
      delete: async () => note('deleteApplication', result),
      revokeTokens: async () => note('revokeTokens', result),
      subscriptions: async () => [{ name: 'Files', description: '' }],
      subscribe: async () => note('subscribe', undefined),
      unsubscribe: async () => note('unsubscribe', undefined),
    },
  };
}
