/** `/v1/store`: where the data key is, how it is unlocked, and moved. */

import * as z from 'zod';

export const storeKind = z.enum(['keyring', 'vscode', 'passphrase', 'keyfile', 'memory']);
export type StoreKind = z.infer<typeof storeKind>;

export const storeStatus = z
  .object({
    kind: storeKind,
    state: z.enum(['open', 'locked']),
    reason: z
      .string()
      .nullable()
      .describe(
        'Stable word for why it is locked: opening, keyring_absent, keyring_locked, keyring_mute, waiting_for_window, waiting_for_passphrase, key_file_unusable, key_missing, store_unavailable',
      ),
    detail: z.string().describe('What is the matter and what to do, for a person'),
    key_name: z
      .string()
      .optional()
      .describe('vscode: names the key of this state among those that a VS Code keeps for many machines'),
    sealed: z.boolean().describe('Grants are on file, so that the key must be the one they were sealed with'),
  })
  .meta({ id: 'StoreStatus' });
export type StoreStatus = z.infer<typeof storeStatus>;

export const storeKeyRemoval = z
  .object({
    kind: storeKind,
    removed: z.boolean().describe('false: something may be left where the key was kept; the detail says what'),
    detail: z.string().describe('What became of the key, for a person'),
  })
  .meta({ id: 'StoreKeyRemoval' });
export type StoreKeyRemoval = z.infer<typeof storeKeyRemoval>;

const passphrase = z.string().min(1).max(1024);
const dataKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const storeUnlock = z
  .strictObject({
    passphrase: passphrase.optional(),
    data_key: dataKey.optional().describe('vscode: 256 bits, base64url'),
  })
  .meta({ id: 'StoreUnlock' });
export type StoreUnlock = z.infer<typeof storeUnlock>;

export const storeMigration = z
  .strictObject({
    to: storeKind.describe('Where the data key shall be kept; `memory` is refused with words'),
    passphrase: passphrase.optional().describe('passphrase: the new one'),
    data_key: dataKey.optional().describe('vscode: a new key, 256 bits, base64url, which the window keeps already'),
    key_name: z
      .string()
      .regex(/^data key [A-Za-z0-9_-]{12}$/)
      .optional()
      .describe('vscode: the name under which the window keeps it'),
  })
  .meta({ id: 'StoreMigration' });
export type StoreMigration = z.infer<typeof storeMigration>;

export const storeMigrationResponse = z
  .object({ store: storeStatus, old_key: storeKeyRemoval })
  .meta({ id: 'StoreMigrationResponse' });
export type StoreMigrationResponse = z.infer<typeof storeMigrationResponse>;
