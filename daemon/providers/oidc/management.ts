/**
 * What a user of an OpenID Connect server can manage here: offline tokens, each from a sign-in of its own. The protocol knows
 * no list of them, so they are recorded here, and only whoever has the value can try or revoke one.
 */

import type { AccountCapabilities, Field, FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import { type AccountSession, fieldOf, type Management, type NewToken, type TokenReference } from '../management.ts';
import type { SignedIn } from '../provider.ts';
import { refresh } from './refresh.ts';
import { revoke } from './revoke.ts';
import { offeredScopes } from './signed-in.ts';

const offlineAccess = 'offline_access';
const kind = 'offline_token';

const carries =
  'Whoever has it can act as you, with all permissions that its scopes give, until it is revoked. It belongs in a secrets service or an environment variable; never in a plain file, a notebook or git.';

export function manageOfflineTokens(settings: OutgoingSettings): Management {
  return {
    capabilities: async ({ grant }) => capabilitiesOf(grant),
    list: async () => [],
    bySignIn: { profile: profileFor, conclude },
    revoke: (session, reference) => revokeTried(session, reference, settings),
    test: (session, reference) => test(session, reference, settings),
  };
}

function capabilitiesOf({ scopes, endpoints, clientId, details }: AccountSession['grant']): AccountCapabilities {
  const usual = withOfflineAccess(scopes);
  const offered = details?.[offeredScopes]?.split(' ').filter(Boolean) ?? [];
  return {
    token_kinds: [
      {
        kind,
        label: 'Offline token',
        description:
          'A refresh token without a fixed end, for jobs that run unattended. It is made by a sign-in of its own.',
        create: {
          by: 'sign_in',
          flows: ['device', 'code'],
          fields: [
            fieldOf({
              ...{ name: 'description', label: 'Description', type: 'text', required: true, maximum: 256 },
              help: 'Where it will be used, so that you know later what a revocation stops.',
            }),
            fieldOf({
              ...{ name: 'scope', label: 'Scopes', type: 'scopes', free: true, default: usual.join(' ') },
              choices: [...new Set([...usual, ...offered])].map(choiceOf),
              help: 'As few as the job needs; offline_access is always asked for.',
            }),
            ...clientFields(clientId),
          ],
          warning: carries,
        },
        edit: [],
        revocation: {
          possible: endpoints.revocation !== null,
          detail: endpoints.revocation
            ? 'What uses it gets no more access tokens; those that it has live on for minutes. Older Keycloaks end all offline tokens that this client has from you together with it.'
            : 'This server has no revocation endpoint: end it in your account page there.',
        },
        recorded: 'here',
      },
    ],
    applications: null,
    notes: [
      'OpenID Connect servers keep no list of offline tokens: only those made here are shown. Your account page at the server lists the clients that have one.',
    ],
  };
}

/** Provena has a client of its own for unattended work, beside the one that people sign in with. */
function clientFields(clientId: string): Field[] {
  if (clientId !== 'client-tools') return [];
  return [
    fieldOf({
      ...{ name: 'client_id', label: 'Client', type: 'choice', required: true, default: 'automated-access' },
      choices: [
        { value: 'automated-access', label: 'automated-access', help: 'Provena’s, for unattended work' },
        { value: clientId, label: clientId, help: 'The one of this sign-in' },
      ],
      help: 'Whoever uses the token must name this client to the server.',
    }),
  ];
}

function choiceOf(value: string): Field['choices'][number] {
  if (value === offlineAccess) return { value, label: value, help: 'Outlives the session', fixed: true };
  return { value, label: value, help: value === 'openid' ? 'Who you are' : '' };
}

function profileFor(profile: Profile, _kind: string, values: FieldValues): Profile {
  const wished = typeof values.scope === 'string' ? values.scope.split(' ') : profile.scopes;
  const scopes = withOfflineAccess(wished);
  const { client_id: client } = values;
  if (typeof client !== 'string' || client === profile.clientId) return { ...profile, scopes };
  return { ...profile, scopes, clientId: client, clientAuthenticationMethod: 'none' };
}

function conclude(signedIn: SignedIn, _kind: string, values: FieldValues): NewToken {
  const { grant, accountName } = signedIn;
  const revocable = grant.endpoints.revocation !== null;
  return {
    token: {
      id: '',
      kind,
      description: String(values.description ?? ''),
      scope: grant.scopes.join(' '),
      owner: accountName,
      own: true,
      application: grant.clientId,
      createdAt: null,
      // No fixed end; the server may still drop it when it is not used for long (Keycloak: 30 days).
      expiresAt: null,
      lastUsedAt: null,
      actions: revocable ? ['test', 'revoke'] : ['test'],
      valueNeededFor: revocable ? ['test', 'revoke'] : ['test'],
      notes:
        grant.kind === kind ? [] : ['The server granted a session without offline_access: it ends with the session.'],
    },
    secrets: [{ name: 'refresh_token', label: 'Offline token', value: grant.refreshToken }],
    warning: carries,
    keep: { signedIn, scopes: grant.scopes, clientId: grant.clientId },
  };
}

/**
 * RFC 7009 §2.2: a server answers 200 for a value that it does not know as well. So the value is redeemed first: one that was
 * mistyped must not be told as revoked while the token lives on.
 */
async function revokeTried(session: AccountSession, reference: TokenReference, settings: OutgoingSettings) {
  const { works, successor } = await test(session, reference, settings);
  if (!works) {
    throw new TokenwellError(
      'token_not_found',
      'The server knows no living token of this value, so nothing was revoked: the value is not right, or it was used up or revoked before.',
    );
  }
  const value = successor?.secrets[0]?.value ?? reference.value;
  return revoke(withValue(session, reference.token, value), settings, session.signal);
}

/** Redeems it once. Where the server rotates, the value is used up by that, and its successor is handed back. */
async function test(session: AccountSession, { value, token }: TokenReference, settings: OutgoingSettings) {
  const grant = withValue(session, token, value);
  try {
    const wish = { scopes: token.scope.split(' '), resources: grant.resources, signal: session.signal };
    const answer = await refresh(grant, wish, settings);
    const rotated = answer.refreshToken !== null && answer.refreshToken !== grant.refreshToken;
    const successor = { ...grant, refreshToken: answer.refreshToken ?? grant.refreshToken };
    return {
      works: true,
      as: session.userName,
      expiresAt: null,
      detail: rotated
        ? 'It works. The server answered with a new value; if it replaces them, the old one is used up: take the new one.'
        : 'It works: the server has just issued an access token for it.',
      successor: rotated
        ? {
            secrets: [{ name: 'refresh_token', label: 'Offline token', value: successor.refreshToken }],
            warning: carries,
            keep: {
              signedIn: {
                grant: { ...successor, kind: 'offline_token' as const },
                answer,
                accountName: session.userName,
              },
              scopes: token.scope.split(' '),
              clientId: grant.clientId,
            },
          }
        : null,
    };
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !error.endsGrant) throw error;
    const detail = 'It does not work: the server says that it was revoked, used up or never valid.';
    return { works: false, as: null, expiresAt: null, detail, successor: null };
  }
}

/** As the client that it was made for. */
function withValue(
  { grant }: AccountSession,
  { application }: TokenReference['token'],
  value: string | null,
): AccountSession['grant'] {
  if (!value) throw new TokenwellError('value_needed', 'Only its value names an offline token to the server.');
  const refreshToken = value.trim();
  if (application === null || application === grant.clientId) return { ...grant, refreshToken };
  return { ...grant, refreshToken, clientId: application, clientAuthentication: { method: 'none' } };
}

function withOfflineAccess(scopes: readonly string[]): string[] {
  return [...new Set([...scopes, offlineAccess])];
}
