/**
 * Takes over what people have already: `.tokens.json`, `token.txt`, AgavePy's cache, variables.
 *
 * Who reads the files: the client does, and sends what is in them over the owner socket. They are found by the caller's
 * folder, home and environment, none of which the daemon has; and a daemon that opens whatever path it is told could be
 * made to hang on a pipe or a dead mount, or to read for a container what that container must not see. Over TCP, where
 * a key is enough, there is no such call (`route-table.ts`).
 */

import type {
  AccountSummary,
  ImportOffer,
  ImportOffersResponse,
  ImportResult,
  ImportSearch,
  ImportSourcesResponse,
  ImportTaking,
} from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import { type Grant, takenFrom } from '../grant.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile.ts';
import type { Importable } from '../providers/imports.ts';
import type { Provider, SignedIn } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { ImportService, ProfileService, StoreService } from '../services.ts';
import type { AccountRecord } from '../store/account-store.ts';
import { type AccountsThatHold, findHolder } from './already-here.ts';
import { type HeldOffer, HeldOffers } from './held-offers.ts';
import { profileFor, proposedProfile } from './profile-for.ts';
import { readMaterial, type Source, sourcesOf } from './search.ts';
import { tryImport } from './trial.ts';
import { describeLeftover } from './words.ts';

export interface ImportsOptions {
  providers: ReadonlyMap<string, Provider>;
  profiles: Pick<ProfileService, 'find' | 'list' | 'add' | 'copy' | 'remove'>;
  accounts: AccountsThatHold & {
    adopt(profile: Profile, signedIn: SignedIn): Promise<AccountSummary>;
    grantsOf(profile: string): Promise<Grant[]>;
  };
  /** Asked before anything is tried: a trial may use a token up, and its successor must be kept. */
  store: Pick<StoreService, 'ready'>;
  clock: Clock;
  log: Log;
}

export class Imports implements ImportService {
  readonly #options: ImportsOptions;
  readonly #sources: Source[];
  readonly #held: HeldOffers;

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#sources = sourcesOf(options.providers);
    this.#held = new HeldOffers(options.clock);
  }

  sources(): ImportSourcesResponse {
    return {
      sources: this.#sources.map(({ system, known: { name, label, places, variables } }) => {
        return { name, system, label, places, variables };
      }),
    };
  }

  /** Asks no server. */
  async search({ materials }: ImportSearch): Promise<ImportOffersResponse> {
    const found = new Map<string, HeldOffer>();
    for (const { label, provider, place, importable } of materials.flatMap((one) => readMaterial(this.#sources, one))) {
      const key = JSON.stringify([importable.issuer, importable.clientId, importable.secrets]);
      const known = found.get(key);
      if (known) known.places.push(place);
      else found.set(key, this.#held.add({ label, provider, places: [place], importable }));
    }
    return { offers: await Promise.all([...found.values()].map((offer) => this.#describe(offer))) };
  }

  async take(id: string, { profile: wanted, like }: ImportTaking): Promise<ImportResult> {
    const offer = this.#held.find(id);
    if (offer.taking) throw new TokenwellError('import_refused', 'It is being taken over already.');
    offer.taking = true;
    try {
      const problem = await this.#problemOf(offer);
      if (problem) throw new TokenwellError('import_refused', `${problem} Nothing was stored.`);
      await this.#options.store.ready();
      const name = wanted ?? this.#propose(offer)?.name;
      const { profile, created } = await profileFor(offer, { name, like }, this.#options.profiles);
      const result = await this.#takeAs(offer, profile, created);
      this.#held.forget(id);
      return result;
    } finally {
      offer.taking = false;
    }
  }

  forget(id: string): void {
    this.#held.forget(id);
  }

  forgetAll(): void {
    this.#held.forgetAll();
  }

  async #takeAs(offer: HeldOffer, profile: Profile, created: boolean): Promise<ImportResult> {
    const { providers, accounts, profiles, clock, log } = this.#options;
    const { secrets, clientId, ownClient } = offer.importable;
    try {
      const asClient = ownClient && clientId !== null ? { ...profile, clientId } : profile;
      const earlier = await accounts.grantsOf(profile.name);
      const signedIn = await tryImport(providers.get(profile.provider), asClient, offer.importable, earlier, clock);
      const { grant } = signedIn;
      const usedUp = secrets.refreshToken !== undefined && grant.refreshToken !== secrets.refreshToken;
      // Should it not be kept, its successor is what can be tried next: the one that was found works no more.
      if (usedUp) offer.importable = { ...offer.importable, secrets: { ...secrets, refreshToken: grant.refreshToken } };
      const filed = { ...signedIn, grant: takenFrom(grant, secrets.refreshToken ?? '') };
      const account = await accounts.adopt(profile, filed);
      log.info({ profile: profile.name, provider: profile.provider }, 'a sign-in was imported');
      const detail = describeLeftover(offer.importable.flow, usedUp);
      return { account, profile: profile.name, profile_created: created, used_up: usedUp, detail };
    } catch (error) {
      if (created) await profiles.remove(profile.name).catch(() => {});
      throw toProviderError(error, 'the import', log);
    }
  }

  async #describe(offer: HeldOffer): Promise<ImportOffer> {
    const { id, label, places, importable } = offer;
    const proposed = this.#propose(offer);
    const before = this.#signInsOf(importable).find((record) => record.profile === proposed?.name);
    return {
      ...{ id, label, places, part: importable.part, kind: importable.kind },
      ...{ issuer: importable.issuer, client_id: importable.clientId, user: importable.user },
      expires_at: importable.expiresAt,
      profile: proposed?.name ?? null,
      profile_is_new: proposed?.isNew ?? false,
      problem: await this.#problemOf(offer),
      warnings: before
        ? [
            ...importable.warnings,
            `${before.name} is signed in on ${before.profile} already: this takes the place of that.`,
          ]
        : importable.warnings,
    };
  }

  async #problemOf({ importable }: HeldOffer): Promise<string | null> {
    if (importable.problem) return importable.problem;
    const end = importable.expiresAt;
    if (end !== null && end <= this.#options.clock.now().wall / 1000) {
      return `It ended on ${new Date(end * 1000).toISOString().slice(0, 16).replace('T', ' at ')} UTC. Sign in anew with \`tokenwell login\`.`;
    }
    const holder = await findHolder(this.#options.accounts, importable);
    if (!holder) return null;
    return `Tokenwell holds this sign-in already, as ${holder.name} on ${holder.profile}; to use this copy as well could end it.`;
  }

  #propose(offer: HeldOffer) {
    const inUse = this.#signInsOf(offer.importable).map(({ profile }) => profile);
    return proposedProfile(offer, this.#options.profiles.list().profiles, inUse);
  }

  /** Of the same user, who may be signed in already. */
  #signInsOf({ issuer, subject, user }: Importable): Readonly<AccountRecord>[] {
    const records = this.#options.accounts.list().map(({ id }) => this.#options.accounts.recordOf(id));
    const isSame = (record: Readonly<AccountRecord>) =>
      subject !== null ? record.subject === subject : record.name === user;
    return records.filter((record) => record.state !== 'signed_out' && record.issuer === issuer && isSame(record));
  }
}
