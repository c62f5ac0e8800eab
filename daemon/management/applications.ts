/** OAuth clients that the user has registered at the server, for as far as its kind lets users have them. */

import type {
  Application,
  ApplicationCredentials,
  ApplicationResult,
  ApplicationWish,
  CreatedApplication,
  FieldValues,
  Subscription,
} from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { readChanges, readValues } from '../providers/field-values.ts';
import type { AccountSession, ApplicationManagement } from '../providers/management.ts';
import type { Provider } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { ApplicationService } from '../services.ts';
import { inSession, type ManagedAccounts } from './account-session.ts';
import { HeldCredentials } from './held-credentials.ts';
import type { OneTimeValues } from './one-time-values.ts';

export interface ApplicationsOptions {
  providers: ReadonlyMap<string, Provider>;
  accounts: ManagedAccounts;
  values: OneTimeValues;
  clock: Clock;
  log: Log;
}

export class Applications implements ApplicationService {
  readonly #options: ApplicationsOptions;
  readonly #credentials: HeldCredentials;

  constructor(options: ApplicationsOptions) {
    this.#options = options;
    this.#credentials = new HeldCredentials(options.clock);
  }

  giveCredentials(account: string, { values }: ApplicationCredentials): Promise<void> {
    return this.#find(account, async ({ kind }) => {
      if (!kind.credentials?.length) throw cannot('make use of credentials: a sign-in is enough for it');
      this.#credentials.hold(account, readValues(kind.credentials, values));
    });
  }

  forgetCredentials(account: string): void {
    this.#credentials.forget(account);
  }

  list(account: string): Promise<Application[]> {
    return this.#wish(account, ({ session, applications }) => applications.list(session));
  }

  create(account: string, { values }: ApplicationWish): Promise<CreatedApplication> {
    return this.#wish(account, async ({ session, applications, kind }) => {
      if (!kind.create) throw new TokenwellError('not_permitted', 'The server does not let this user make one.');
      const read = readValues(kind.create, values);
      const { application, secrets, warning } = await applications.create(session, read);
      const { profile } = this.#options.accounts.recordOf(account);
      const origin = { profile, account, scope: '' };
      const value =
        secrets.length > 0 ? this.#options.values.add({ parts: secrets, warning, keep: null, origin }) : null;
      return { application, one_time_value: value };
    });
  }

  edit(account: string, id: string, { values }: ApplicationWish): Promise<Application> {
    return this.#wish(account, ({ session, applications, kind }) => {
      const changes: FieldValues = readChanges(kind.edit, values);
      if (!applications.edit) throw cannot('change an application');
      return applications.edit(session, id, changes);
    });
  }

  delete(account: string, id: string): Promise<ApplicationResult> {
    return this.#wish(account, async ({ session, applications }) => ({
      application: id,
      detail: await applications.delete(session, id),
    }));
  }

  revokeTokens(account: string, id: string): Promise<ApplicationResult> {
    return this.#wish(account, async ({ session, applications }) => {
      if (!applications.revokeTokens) throw cannot("end all of an application's tokens at once");
      return { application: id, detail: await applications.revokeTokens(session, id) };
    });
  }

  subscriptions(account: string, id: string): Promise<Subscription[]> {
    return this.#subscriptions(account, (session, subscriptions) => subscriptions.list(session, id));
  }

  subscribe(account: string, id: string, name: string): Promise<void> {
    return this.#subscriptions(account, (session, subscriptions) => subscriptions.add(session, id, name));
  }

  unsubscribe(account: string, id: string, name: string): Promise<void> {
    return this.#subscriptions(account, (session, subscriptions) => subscriptions.remove(session, id, name));
  }

  #subscriptions<Result>(
    account: string,
    work: (
      session: AccountSession,
      subscriptions: NonNullable<ApplicationManagement['subscriptions']>,
    ) => Promise<Result>,
  ): Promise<Result> {
    return this.#wish(account, ({ session, applications }) => {
      if (!applications.subscriptions) throw cannot('subscribe an application to anything');
      return work(session, applications.subscriptions);
    });
  }

  #wish<Result>(account: string, work: (parts: Parts) => Promise<Result> | Result): Promise<Result> {
    return this.#find(account, async ({ session, kind, ...parts }) => {
      const credentials = this.#credentials.of(account);
      if (kind.credentials?.length && !credentials) {
        const names = kind.credentials.map(({ label }) => label.toLowerCase()).join(', ');
        throw new TokenwellError('credentials_needed', `The server wants this for each call: ${names}.`);
      }
      try {
        return await work({ session: { ...session, ...(credentials && { credentials }) }, kind, ...parts });
      } catch (error) {
        // They were refused, so the next call must not send them again.
        if (error instanceof TokenwellError && error.code === 'credentials_needed') this.#credentials.forget(account);
        throw error;
      }
    });
  }

  async #find<Result>(account: string, work: (parts: Parts) => Promise<Result> | Result): Promise<Result> {
    const { accounts, providers, log } = this.#options;
    const record = accounts.recordOf(account);
    const management = providers.get(record.provider)?.management;
    try {
      return await inSession(this.#options, record, async (session) => {
        const kind = management ? (await management.capabilities(session)).applications : null;
        const applications = management?.applications;
        if (!kind || !applications) throw cannot('show applications: it has none');
        return work({ session, applications, kind });
      });
    } catch (error) {
      throw toProviderError(error, 'the request', log);
    }
  }
}

interface Parts {
  session: AccountSession;
  applications: ApplicationManagement;
  kind: NonNullable<Awaited<ReturnType<NonNullable<Provider['management']>['capabilities']>>['applications']>;
}

function cannot(what: string): TokenwellError {
  return new TokenwellError('action_not_supported', `This server cannot ${what}.`);
}
