/** What users of the controller can manage: personal access tokens, tokens of applications, and applications. */

import type { AccountCapabilities, Field, TokenKind } from '../../api.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { type AccountSession, fieldOf, type Management } from '../management.ts';
import { applicationKind, manageApplications } from './applications.ts';
import { readChoices } from './choices.ts';
import { scopeField, scopeWords } from './scopes.ts';
import { apiOf } from './session.ts';
import { applicationToken, longestDescription, personalToken } from './token-items.ts';
import { ownApplicationsOf } from './token-paths.ts';
import { carries, createToken, editToken, listTokens, revokeToken, testToken } from './tokens.ts';

export function manageController(settings: OutgoingSettings): Management {
  return {
    capabilities: (session) => capabilitiesOf(session, settings),
    list: (session, options) => listTokens(session, options, settings),
    create: (session, kind, values) => createToken(session, kind, values, settings),
    edit: (session, token, values) => editToken(session, token, values, settings),
    revoke: (session, reference) => revokeToken(session, reference, settings),
    test: (session, reference) => testToken(session, reference, settings),
    applications: manageApplications(settings),
  };
}

async function capabilitiesOf(session: AccountSession, settings: OutgoingSettings): Promise<AccountCapabilities> {
  const api = await apiOf(session, settings);
  const [applications, organizations] = await Promise.all([
    readChoices(api, 'applications/'),
    readChoices(api, 'organizations/'),
  ]);
  const notes = [
    scopeWords,
    'Administrators see the tokens of all users. Only your own are listed unless all are asked for.',
    ...(session.grant.scopes.includes('write')
      ? []
      : ['The token of this account has the scope read: it can look at all of this and change nothing.']),
  ];
  return {
    token_kinds: [personalTokens(), applicationTokens(applications)],
    applications: applicationKind(organizations, ownApplicationsOf(session.grant) !== null),
    notes,
  };
}

function personalTokens(): TokenKind {
  return {
    kind: personalToken,
    label: 'Personal access token',
    description: 'A token of yours that belongs to no application, for scripts and the awx command. Nothing renews it.',
    create: { by: 'form', flows: [], fields: [descriptionField(true), scopeField()], warning: carries },
    edit: editable(),
    revocation: { possible: true, detail: 'What uses it is turned away at once.' },
    recorded: 'server',
    others: true,
  };
}

function applicationTokens(applications: Field['choices']): TokenKind {
  const application = fieldOf({
    ...{ name: 'application', label: 'Application', type: 'choice', required: true, choices: applications },
    help: 'The application that it is for.',
  });
  return {
    kind: applicationToken,
    label: 'Application token',
    description: 'A token pair of an application that acts for you; the application can renew it.',
    create:
      applications.length > 0
        ? { by: 'form', flows: [], fields: [application, descriptionField(true), scopeField()], warning: carries }
        : null,
    edit: editable(),
    revocation: {
      possible: true,
      detail: 'The application is turned away at once, and its refresh token is of no more use.',
    },
    recorded: 'server',
    others: true,
  };
}

/** Nothing else of a token can be changed: neither its end nor its application. */
function editable(): Field[] {
  return [descriptionField(false), scopeField()];
}

function descriptionField(required: boolean): Field {
  return fieldOf({
    ...{ name: 'description', label: 'Description', type: 'text', required, maximum: longestDescription },
    help: 'Where it will be used, so that you know later what a revocation stops.',
  });
}
