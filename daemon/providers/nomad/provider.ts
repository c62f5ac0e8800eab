/** NOMAD (nomad-lab.eu and its Oases). Sessions come from its Keycloak realm; app tokens and personal access tokens from NOMAD. */

import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { Management } from '../management.ts';
import { OidcProvider } from '../oidc/provider.ts';
import type { Capabilities, DevicePoll, Provider, RefreshRequest, SignedIn, SignInSecrets } from '../provider.ts';
import { apiOfProfile, callApi } from './api.ts';
import { environmentPresets } from './environment-presets.ts';
import { manageNomadTokens } from './management.ts';
import { signInWithPassword } from './password.ts';
import { signInWithServedToken } from './paste.ts';
import { findRealm } from './realm.ts';
import { revokeServedToken, tryServedToken } from './served-token.ts';
import { systems } from './systems.ts';

const withoutRealm: Capabilities = {
  flows: ['password', 'paste'],
  narrowing: 'unknown',
  rotates: 'unknown',
  refreshRevokesPrevious: false,
  revokes: false,
};

export class NomadProvider implements Provider {
  readonly name = 'nomad';
  readonly management: Management;
  readonly environmentPresets = environmentPresets;
  readonly systems = systems;
  readonly #settings: OutgoingSettings;
  readonly #oidc: OidcProvider;

  constructor(settings: OutgoingSettings) {
    this.#settings = settings;
    this.#oidc = new OidcProvider(settings);
    this.management = manageNomadTokens(settings);
  }

  async capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities> {
    const api = await apiOfProfile(profile, this.#settings, signal);
    const realm = await findRealm(profile, api);
    if (!realm) {
      // Whether it is a NOMAD at all, so that a wrong address is noticed before a password is typed.
      await callApi(api, { path: '/info', token: null });
      return withoutRealm;
    }
    const { flows, ...capabilities } = await this.#oidc.capabilities(realm, signal);
    return { ...capabilities, flows: [...flows.filter((flow) => flow !== 'paste'), ...withoutRealm.flows] };
  }

  grantTraits(grant: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'> {
    return this.#oidc.grantTraits(grant);
  }

  async startDevice(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    const realm = await this.#requireRealm(profile, signal);
    const started = await this.#oidc.startDevice(realm, secrets, signal);
    const poll = async (until: AbortSignal): Promise<DevicePoll> => {
      const answer = await started.poll(until);
      return answer.outcome === 'signed_in' ? { ...answer, signedIn: atNomad(answer.signedIn, profile) } : answer;
    };
    return { ...started, poll };
  }

  async tryDevice(profile: Profile, signal: AbortSignal) {
    return this.#oidc.tryDevice(await this.#requireRealm(profile, signal), signal);
  }

  async startCode(profile: Profile, secrets: SignInSecrets, redirectUri: string, signal: AbortSignal) {
    const realm = await this.#requireRealm(profile, signal);
    const started = await this.#oidc.startCode(realm, secrets, redirectUri, signal);
    const redeem = async (callback: URL, until: AbortSignal) => atNomad(await started.redeem(callback, until), profile);
    return { ...started, redeem };
  }

  signInWithPassword(profile: Profile, secrets: SignInSecrets, signal: AbortSignal): Promise<SignedIn> {
    return signInWithPassword(profile, secrets, this.#settings, signal);
  }

  async signInWithPastedGrant(profile: Profile, secrets: SignInSecrets, signal: AbortSignal): Promise<SignedIn> {
    const signedIn = await signInWithServedToken(profile, secrets, this.#settings, signal);
    if (signedIn) return signedIn;
    const realm = await this.#requireRealm(profile, signal);
    return atNomad(await this.#oidc.signInWithPastedGrant(realm, secrets, signal), profile);
  }

  refresh(grant: Grant, request: RefreshRequest) {
    if (grant.kind === 'access_token') return tryServedToken(grant, request, this.#settings);
    return this.#oidc.refresh(grant, request);
  }

  async revoke(grant: Grant, signal: AbortSignal) {
    return grant.kind === 'access_token'
      ? revokeServedToken(grant, this.#settings, signal)
      : this.#oidc.revoke(grant, signal);
  }

  async #requireRealm(profile: Profile, signal: AbortSignal): Promise<Profile> {
    const realm = await findRealm(profile, await apiOfProfile(profile, this.#settings, signal));
    if (realm) return realm;
    throw new TokenwellError(
      'flow_not_supported',
      `${new URL(profile.issuer).host} does not tell the realm that its users sign in at. Sign in with user name and password, paste a token, or write the realm's endpoints into the profile.`,
    );
  }
}

/** The session is the realm's and stays with its endpoints; the account is one of NOMAD. */
function atNomad(signedIn: SignedIn, { issuer }: Profile): SignedIn {
  return { ...signedIn, grant: { ...signedIn.grant, provider: 'nomad', issuer } };
}
