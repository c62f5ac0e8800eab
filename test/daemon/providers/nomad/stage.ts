/** A daemon on a fake clock with a profile `nomad`, and the stand-in for NOMAD on the same clock. */

import type { AccountSummary, FieldValues, OneTimeValue, ProfileDefinitionInput } from '../../../../daemon/api.ts';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { type Nomad, type NomadOptions, password, startNomad } from '../../../support/nomad.ts';

export const code = (expected: string, message?: RegExp) => (error: unknown) => {
  const { code, message: words } = error as { code?: string; message: string };
  return code === expected && (message?.test(words) ?? true);
};

export const day = 86_400;

export interface Stage {
  clock: FakeClock;
  nomad: Nomad;
  test: TestDaemon;
  signIn(user?: string): Promise<AccountSummary>;
  create(account: string, kind: string, values: FieldValues): Promise<{ id: string; value: OneTimeValue }>;
  show(value: OneTimeValue): Promise<string>;
  close(): Promise<void>;
}

export async function setStage(
  options: NomadOptions = {},
  profile: Partial<ProfileDefinitionInput> = {},
): Promise<Stage> {
  // Whole seconds, which is what servers count in.
  const clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
  const nomad = await startNomad({ now: () => clock.now().wall, ...options });
  const definition = { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell', ...profile };
  const test = await startTestDaemon({ clock, profiles: { nomad: definition } });
  const { connection } = test;
  return {
    ...{ clock, nomad, test },
    async signIn(user = 'alice') {
      const wish = { profile: 'nomad', flow: 'password' as const, username: user, password };
      const { account, error } = await connection.startSignIn(wish);
      if (!account) throw new Error(error?.detail);
      return account;
    },
    async create(account, kind, values) {
      const { token, one_time_value: value } = await connection.createLongLivedToken(account, { kind, values });
      if (!token || !value) throw new Error('nothing was made');
      return { id: token.id, value };
    },
    show: async (value) => (await connection.showOneTimeValue(value.id)).parts[0]?.value ?? '',
    async close() {
      await test.close();
      await nomad.close();
    },
  };
}
