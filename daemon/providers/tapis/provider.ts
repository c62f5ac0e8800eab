/** Tapis v2 (Agave): a password makes an OAuth client, and its refresh tokens work once each. */

import { nameHop } from '../../address.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { Management } from '../management.ts';
import { readSuccess } from '../oidc/answer.ts';
import { call } from '../oidc/http.ts';
import type { Capabilities, Provider, RefreshRequest, RevocationOutcome, SignInSecrets } from '../provider.ts';
import { endSignIn } from './end.ts';
import { environmentPresets } from './environment-presets.ts';
import { keptLogin } from './kept-login.ts';
import { manageClients } from './management.ts';
import { signInWithPassword } from './password.ts';
import { signInWithPastedGrant } from './paste.ts';
import { renew } from './renew.ts';
import { visit } from './signed-in.ts';
import { systems } from './systems.ts';

export class TapisProvider implements Provider {
  readonly name = 'tapis';
  readonly management: Management;
  readonly environmentPresets = environmentPresets;
  readonly systems = systems;
  readonly mayKeepPassword = true;
  readonly #settings: OutgoingSettings;
  readonly #installation: string;

  constructor(settings: OutgoingSettings, installation: string) {
    this.#settings = settings;
    this.#installation = installation;
    this.management = manageClients(settings);
  }

  /** Looks whether a clients service answers there: it refuses strangers, which is answer enough. */
  async capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities> {
    const { caller, places } = await visit(profile, this.#settings, signal);
    const place = 'clients service';
    const answer = await call(caller, place, places.clients, { method: 'GET', headers: {}, body: null });
    if (answer.status !== 401 && answer.status !== 403) readSuccess(answer, nameHop(place, places.clients));
    return {
      flows: ['password', 'paste'],
      narrowing: profile.narrowing ?? 'unknown',
      rotates: true,
      refreshRevokesPrevious: false,
      revokes: true,
      scopes: ['PRODUCTION'],
    };
  }

  grantTraits({ narrowing }: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'> {
    return { narrowing, refreshRevokesPrevious: false };
  }

  async signInWithPassword(
    profile: Profile,
    secrets: SignInSecrets,
    signal: AbortSignal,
    earlier: readonly Grant[] = [],
  ) {
    const ours = { earlier, installation: this.#installation };
    return signInWithPassword(await visit(profile, this.#settings, signal), secrets, ours);
  }

  keptPassword(grant: Grant): string | null {
    return keptLogin(grant)?.password ?? null;
  }

  async signInWithPastedGrant(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    return signInWithPastedGrant(await visit(profile, this.#settings, signal), secrets);
  }

  refresh(grant: Grant, request: RefreshRequest) {
    return renew(grant, request, this.#settings);
  }

  revoke(grant: Grant, signal: AbortSignal): Promise<RevocationOutcome> {
    return endSignIn(grant, this.#settings, signal);
  }
}
