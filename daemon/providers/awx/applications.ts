/** OAuth applications: registered by administrators of an organization, seen by its members. */

import type { AccountCapabilities, Application, Field, FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { type AccountSession, type ApplicationManagement, fieldOf, type NewApplication } from '../management.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { readApplication, secretsOf } from './application-items.ts';
import { endTokensOf } from './application-tokens.ts';
import type { ControllerApi } from './controller-api.ts';
import { apiOf } from './session.ts';
import { longestDescription } from './token-items.ts';
import { ownApplicationsOf } from './token-paths.ts';

const missing = 'application_not_found';

export function manageApplications(settings: OutgoingSettings): ApplicationManagement {
  return {
    list: (session) => list(session, settings),
    create: (session, values) => create(session, values, settings),
    edit: (session, id, values) => edit(session, id, values, settings),
    delete: (session, id) => remove(session, id, settings),
    revokeTokens: (session, id) => endTokensOf(session, id, settings),
  };
}

/** `forUsers`: one may be made for oneself alone; elsewhere it must be in an organization. */
export function applicationKind(
  found: Field['choices'],
  forUsers: boolean,
): NonNullable<AccountCapabilities['applications']> {
  const organizations = [...found, ...(forUsers ? [noOrganization] : [])];
  const type = fieldOf({
    ...{ name: 'client_type', label: 'Client type', type: 'choice', required: true, default: 'confidential' },
    help: 'Confidential where the secret can be kept on a server; public for programs on the machines of users.',
    choices: [
      { value: 'confidential', label: 'Confidential', help: 'With a secret, which is shown once' },
      { value: 'public', label: 'Public', help: 'Without a secret' },
    ],
  });
  const grant = fieldOf({
    ...{ name: 'authorization_grant_type', label: 'Grant type', type: 'choice', required: true },
    ...{ default: 'authorization-code', help: 'Cannot be changed later.' },
    choices: [
      { value: 'authorization-code', label: 'Authorization code', help: 'Users approve in the browser' },
      { value: 'password', label: 'Resource owner password', help: 'The application is given the password' },
    ],
  });
  const organization = fieldOf({
    ...{ name: 'organization', label: 'Organization', type: 'choice', required: true, choices: organizations },
    ...{ default: found.length <= 1 ? (organizations[0]?.value ?? null) : null },
    help: 'You must be an administrator of it. Cannot be changed later.',
  });
  return {
    label: 'Applications',
    description: 'OAuth clients that ask for tokens in the name of users.',
    create: organizations.length > 0 ? [named(true), organization, type, grant, ...freely()] : null,
    edit: [named(false), ...freely()],
    subscriptions: false,
  };
}

const noOrganization: Field['choices'][number] = {
  ...{ value: 'none', label: 'No organization', help: 'For yourself alone, where the controller lets you have one' },
};

function named(required: boolean): Field {
  return fieldOf({ name: 'name', label: 'Name', type: 'text', required, maximum: 255 });
}

function freely(): Field[] {
  return [
    fieldOf({ name: 'description', label: 'Description', type: 'text', maximum: longestDescription }),
    fieldOf({
      ...{ name: 'redirect_uris', label: 'Redirect URIs', type: 'multiline', maximum: 8192 },
      help: 'Where the browser may come back to, one a line. Needed for the grant type authorization code.',
    }),
    fieldOf({
      ...{ name: 'skip_authorization', label: 'Skip authorization', type: 'boolean', default: false },
      help: 'Do not ask users for their consent. For applications that are trusted completely.',
    }),
  ];
}

async function list(session: AccountSession, settings: OutgoingSettings): Promise<Application[]> {
  const api = await apiOf(session, settings);
  const items = [...(await api.list('applications/', { to: 'list applications' })), ...(await ofUser(api, session))];
  const applications = items.map((item) => readApplication(item, session)).filter((one) => one !== null);
  return [...new Map(applications.map((application) => [application.id, application])).values()];
}

/** AWX lets applications be made for one user, who need not see the organization's. Others have no such list. */
async function ofUser(api: ControllerApi, { grant }: AccountSession): Promise<JsonObject[]> {
  const own = ownApplicationsOf(grant);
  if (own === null) return [];
  try {
    return await api.list(own, { to: 'list applications' });
  } catch (error) {
    if (error instanceof TokenwellError && /^not_/.test(error.code)) return [];
    throw error;
  }
}

async function create(
  session: AccountSession,
  values: FieldValues,
  settings: OutgoingSettings,
): Promise<NewApplication> {
  const api = await apiOf(session, settings);
  const made = await make(api, session, values);
  const application = readApplication(made, session);
  if (!application) {
    const message = `The ${api.hop} does not tell what it made. Look into the list of applications there.`;
    throw new ProviderFailure(message, { kind: 'answer_lost', hop: api.hop, malformed: true });
  }
  return {
    application,
    secrets: secretsOf(made),
    warning:
      'The client secret is shown once. Whoever has it can pass for this application; it belongs in a secrets service, never in git.',
  };
}

/** Administrators make them for an organization, everybody else for themselves, as far as the controller lets them. */
async function make(api: ControllerApi, { grant }: AccountSession, values: FieldValues): Promise<JsonObject> {
  const { organization, ...rest } = values;
  const wish = bodyOf(rest);
  const own = ownApplicationsOf(grant);
  if (organization === noOrganization.value && own) {
    return api.create(own, wish, { to: 'make applications for themselves' });
  }
  const within = { ...wish, organization: Number(organization) };
  try {
    return await api.create('applications/', within, { to: 'make applications in this organization' });
  } catch (error) {
    const forbidden = error instanceof TokenwellError && error.code === 'not_permitted';
    if (!forbidden || !own || !grant.scopes.includes('write')) throw error;
    return api.create(own, within, { to: 'make applications for themselves' }).catch(() => {
      throw error;
    });
  }
}

async function edit(
  session: AccountSession,
  id: string,
  values: FieldValues,
  settings: OutgoingSettings,
): Promise<Application> {
  const api = await apiOf(session, settings);
  const changed = await api.change(pathOf(id), bodyOf(values), { to: 'change this application', missing });
  const application = readApplication(changed, session);
  if (application) return application;
  throw new ProviderFailure(`The ${api.hop} does not tell what it changed.`, {
    ...{ kind: 'answer_lost', hop: api.hop, malformed: true },
  });
}

async function remove(session: AccountSession, id: string, settings: OutgoingSettings): Promise<string> {
  const api = await apiOf(session, settings);
  await api.remove(pathOf(id), { to: 'delete this application', missing });
  return `${api.host} has deleted it, and with it all tokens that were made for it.`;
}

function bodyOf(values: FieldValues): FieldValues {
  const { redirect_uris: uris, ...others } = values;
  const given = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, value ?? '']));
  if (uris === undefined) return given;
  // The server wants them on one line.
  return {
    ...given,
    redirect_uris: String(uris ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .join(' '),
  };
}

function pathOf(id: string): string {
  return `applications/${encodeURIComponent(id)}/`;
}
