/**
 * Access tokens as files, for profiles that ask for it (`token_file`) and tools that read no socket. A file holds a token that
 * is alive, or is not there: it is replaced at each renewal, and taken away when its token ends, at sign-out, and when the
 * daemon ends. Only its owner can read it.
 */

import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountSummary, Event, TokenResponse } from '../api.ts';
import { outsider } from '../caller.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { EventStream } from '../events.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile.ts';
import type { ProfileService } from '../services.ts';
import type { TokenService } from '../token-service.ts';
import { WlcgLink } from './wlcg-link.ts';

export interface TokenFilesOptions {
  /** Inside the runtime directory, which is known to be ours alone. Whatever lies there is of an earlier daemon. */
  folder: string;
  /** Where tools look by themselves; null: nowhere. One profile at a time has it. */
  wlcgPlace: string | null;
  profiles: Pick<ProfileService, 'list' | 'find'>;
  accounts: { list(): AccountSummary[] };
  tokens: TokenService;
  events: EventStream;
  clock: Clock;
  log: Log;
}

export class TokenFiles {
  readonly #options: TokenFilesOptions;
  readonly #link: WlcgLink | null;
  readonly #unsubscribe: () => void;
  /** Ends of the tokens that are in files, by profile. */
  readonly #ends = new Map<string, CancelTimer>();
  readonly #waiting = new Set<string>();
  #closed = false;

  constructor(options: TokenFilesOptions) {
    this.#options = options;
    this.#link = options.wlcgPlace === null ? null : new WlcgLink(options.wlcgPlace, options.folder, options.log);
    rmSync(options.folder, { recursive: true, force: true });
    this.#linkAnew();
    this.#unsubscribe = options.events.subscribe((event) => this.#happened(event));
    this.#refreshAll();
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
    this.#linkAnew();
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  #happened(event: Event): void {
    if (event.type === 'profiles' || event.type === 'store') this.#refreshAll();
    if (event.type === 'token_renewed') this.#refresh(event.profile);
    if (event.type === 'account_removed') this.#refresh(event.profile);
    if (event.type === 'account') this.#accountChanged(event.account);
  }

  #accountChanged({ profile, state, token_expires_at: end }: AccountSummary): void {
    // Timers stand still while the machine sleeps; the wall clock does not.
    const hasEnded = end !== null && end * 1000 <= this.#options.clock.now().wall;
    if (hasEnded) this.#remove(profile);
    if (state === 'signed_out') this.#refresh(profile);
  }

  #refreshAll(): void {
    const named = this.#options.profiles.list().profiles.map(({ name }) => name);
    for (const profile of new Set([...named, ...this.#ends.keys()])) this.#refresh(profile);
  }

  /** To hand a token out is to use it, so that the daemon goes on renewing it. */
  #refresh(profile: string): void {
    if (!this.#isWanted(profile)) return this.#remove(profile);
    const token = this.#options.tokens.lookUp(wishFor(profile), outsider);
    if (token) this.#write(profile, token);
    else if (!this.#waiting.has(profile)) void this.#waitFor(profile);
  }

  async #waitFor(profile: string): Promise<void> {
    this.#waiting.add(profile);
    try {
      const token = await this.#options.tokens.obtain(wishFor(profile), outsider);
      if (this.#isWanted(profile)) this.#write(profile, token);
    } catch {
      // The next renewal or sign-in tells; until then what is there lives on to its own end.
    } finally {
      this.#waiting.delete(profile);
    }
  }

  #isWanted(profile: string): boolean {
    const isSignedIn = this.#options.accounts
      .list()
      .some((each) => each.profile === profile && each.state !== 'signed_out');
    return isSignedIn && this.#wish(profile) !== false;
  }

  #wish(profile: string): Profile['tokenFile'] {
    try {
      return this.#options.profiles.find(profile).tokenFile;
    } catch {
      // It was taken out of the configuration, or its file is broken.
      return false;
    }
  }

  #write(profile: string, { access_token: token, expires_in: life }: TokenResponse): void {
    if (this.#closed) return;
    const { folder, clock, log } = this.#options;
    const file = join(folder, profile);
    const unfinished = join(folder, `.${profile}.${randomBytes(6).toString('hex')}`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(unfinished, token, { mode: 0o600, flag: 'wx' });
      // So that nobody ever reads half a token.
      renameSync(unfinished, file);
    } catch (error) {
      log.warn({ profile, code: (error as NodeJS.ErrnoException).code }, 'a token file could not be written');
      return;
    }
    this.#ends.get(profile)?.();
    // A server that tells no life has its token replaced when it is renewed, and not before.
    this.#ends.set(profile, life === null ? () => {} : clock.after(life * 1000, () => this.#remove(profile)));
    this.#linkAnew();
  }

  #remove(profile: string): void {
    this.#ends.get(profile)?.();
    this.#ends.delete(profile);
    this.#linkAnew();
    rmSync(join(this.#options.folder, profile), { force: true });
  }

  /** To the first profile that wants it and has a token. */
  #linkAnew(): void {
    const [first] = [...this.#ends.keys()].filter((profile) => this.#wish(profile) === 'wlcg').toSorted();
    this.#link?.pointTo(first === undefined ? null : join(this.#options.folder, first));
  }
}

function wishFor(profile: string) {
  const anything = { account: undefined, scopes: undefined, resources: undefined, minTtl: undefined };
  return { ...anything, profile, rejected: undefined, deadline: undefined };
}
