/**
 * The wire contract: what the daemon speaks over its owner socket and loopback TCP.
 *
 * `docs/openapi.json` is generated from these schemas. Field names are OAuth's. Times that end in `_at` are seconds
 * since the Unix epoch, durations (`expires_in`, `interval`) are seconds. The contract only grows: a client must
 * ignore members that it does not know.
 *
 * Programs that must start fast import the types only, so that zod is not loaded.
 */

import { z } from 'zod';

const epochSeconds = z.number().describe('Seconds since the Unix epoch');
const seconds = z.number().nonnegative().describe('Seconds');

/** Names of profiles appear in paths, shells and environment names, so they are kept plain. */
export const profileName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'use lower-case letters, digits, dots, dashes and underscores, at most 64');

// ---- tokens ----------------------------------------------------------------------------------------------------

export const tokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe('Seconds left now, rounded down; null: the server told no life'),
    expires_at: epochSeconds.nullable(),
    scope: z.string().describe('Space-separated; what the token really has'),
    profile: profileName,
    account: z.string().describe('Id of the account'),
    min_ttl_met: z
      .boolean()
      .describe('false: tokens of this server do not live as long as was asked; this is the best one'),
  })
  .meta({ id: 'Token' });
export type TokenResponse = z.infer<typeof tokenResponse>;

const resourceIndicator = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:[!"$-~]+$/, 'use an absolute URI without a fragment (RFC 8707 §2)');

/** Query of `GET /v1/token/{profile}`; all are optional. */
export const tokenQuery = z
  .strictObject({
    scope: z
      .string()
      .max(4096)
      .regex(/^[!#-[\]-~]+( [!#-[\]-~]+)*$/, 'use scope names with one space between them (RFC 6749 §3.3)')
      .optional()
      .describe('Space-separated scopes, fewer than the grant has'),
    resource: z
      .union([resourceIndicator, z.array(resourceIndicator).min(1).max(16)])
      .optional()
      .describe('Resource indicators (RFC 8707); may be repeated'),
    min_ttl: z.coerce
      .number()
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe('Seconds that the token must still live; default a tenth of its life, at most 60'),
    account: z
      .string()
      .max(256)
      .regex(/^[^\u0000-\u001f\u007f-\u009f]+$/, 'use the id or name of an account')
      .optional()
      .describe('Id or name, where a profile has several accounts'),
    rejected: z
      .string()
      .regex(/^[0-9a-f]{8,64}$/)
      .optional()
      .describe(
        'First hex digits of the SHA-256 of a token that an API refused: renew only if that is still the current one',
      ),
    deadline: z.coerce
      .number()
      .positive()
      .max(300)
      .optional()
      .describe('Seconds that the caller is ready to wait; default 10'),
  })
  .meta({ id: 'TokenQuery' });
export type TokenQuery = z.infer<typeof tokenQuery>;

// ---- health and proof ------------------------------------------------------------------------------------------

export const healthResponse = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    pid: z.number().int(),
    start_id: z.string().describe('Random; another one after each start'),
    uptime: seconds,
    store: z.object({
      kind: z.enum(['keyring', 'vscode', 'passphrase', 'keyfile', 'memory']),
      state: z.enum(['open', 'locked']),
    }),
  })
  .meta({ id: 'Health' });
export type HealthResponse = z.infer<typeof healthResponse>;

/** Query of `GET /v1/proof`. */
export const proofQuery = z
  .strictObject({
    nonce: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,128}$/, 'use 16 to 128 random characters of base64url')
      .describe('Random, another one for each call'),
    key_id: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'use the first 16 hex digits of the SHA-256 of the client key')
      .describe('First 16 hex digits of the SHA-256 of the client key as its file has it'),
  })
  .meta({ id: 'ProofQuery' });

export const proofResponse = z
  .object({
    proof: z.string().describe('base64url of HMAC-SHA-256(client key, nonce "\\n" port "\\n" start id)'),
    port: z.number().int().describe('The TCP port; 0 where TCP is off'),
    start_id: z.string(),
  })
  .meta({ id: 'Proof' });
export type ProofResponse = z.infer<typeof proofResponse>;

// ---- profiles --------------------------------------------------------------------------------------------------

export const clientAuthenticationMethod = z.enum([
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
]);
export const narrowing = z.enum(['safe', 'destructive', 'unknown']);

/** A profile as the configuration file has it, keyed by its name. Organisations and users may set all of it. */
export const profileDefinition = z
  .strictObject({
    provider: z.string().default('oidc').describe('Kind of server; `oidc` is any OpenID Connect or OAuth 2.0 server'),
    issuer: z
      .url()
      .describe('Issuer identifier exactly as the server names itself; for a server without discovery its base URL'),
    client_id: z.string().min(1),
    scope: z
      .string()
      .default('openid')
      .describe('Space-separated; add offline_access for a grant that outlives the session'),
    resource: z.array(z.url()).default([]).describe('Resource indicators (RFC 8707)'),
    token_endpoint_auth_method: clientAuthenticationMethod
      .default('none')
      .describe('A client secret is asked for at sign-in and kept in the secret store, never here'),
    private_key_file: z.string().optional().describe('PEM; for private_key_jwt and tls_client_auth; read at sign-in'),
    token_endpoint_auth_signing_alg: z.string().optional().describe('For private_key_jwt, e.g. ES256'),
    private_key_id: z.string().optional(),
    certificate_file: z.string().optional().describe('PEM; for tls_client_auth'),
    endpoints: z
      .strictObject({
        token: z.url(),
        device_authorization: z.url().optional(),
        authorization: z.url().optional(),
        revocation: z.url().optional(),
        userinfo: z.url().optional(),
      })
      .optional()
      .describe('For servers without discovery'),
    ca_file: z.string().optional().describe('PEM with the CA certificates to trust for this profile, and no others'),
    proxy: z.url().optional().describe('http://host:port for outgoing calls of this profile'),
    narrowing: narrowing.optional().describe('Whether asking for fewer scopes at a refresh is harmless on this server'),
  })
  .meta({ id: 'ProfileDefinition' });
export type ProfileDefinition = z.infer<typeof profileDefinition>;
/** The same before defaults are filled in. */
export type ProfileDefinitionInput = z.input<typeof profileDefinition>;

/** What a workspace's `tokenwell.json` may say: whom to ask and for what, never where a secret goes. */
export const workspaceProfileDefinition = profileDefinition
  .pick({ provider: true, issuer: true, client_id: true, scope: true, resource: true })
  .meta({ id: 'WorkspaceProfileDefinition' });

export const profileSummary = z
  .object({
    name: profileName,
    origin: z.enum(['organisation', 'user', 'workspace']),
    file: z.string(),
    provider: z.string(),
    issuer: z.string(),
    client_id: z.string(),
    scope: z.string(),
    resource: z.array(z.string()),
    token_endpoint_auth_method: clientAuthenticationMethod.describe('client_secret_*: a sign-in needs the secret'),
  })
  .meta({ id: 'Profile' });
export type ProfileSummary = z.infer<typeof profileSummary>;

/** A file that could not be read; its profiles are missing from the list. */
export const configurationProblem = z
  .object({
    file: z.string(),
    line: z.number().int().nullable().describe('From 1'),
    column: z.number().int().nullable().describe('From 1'),
    message: z.string().describe('Begins with the line, where there is one; what is wrong and what to write'),
  })
  .meta({ id: 'ConfigurationProblem' });
export type ConfigurationProblem = z.infer<typeof configurationProblem>;

export const profilesResponse = z
  .object({ profiles: z.array(profileSummary), problems: z.array(configurationProblem) })
  .meta({ id: 'Profiles' });
export type ProfilesResponse = z.infer<typeof profilesResponse>;

/** Query of `GET /v1/profiles`. */
export const profilesQuery = z
  .strictObject({
    workspace: z.string().min(1).max(4096).optional().describe('Folder whose tokenwell.json is read too'),
  })
  .meta({ id: 'ProfilesQuery' });

export const profileCreation = z
  .strictObject({ name: profileName, definition: profileDefinition })
  .meta({ id: 'ProfileCreation' });
export type ProfileCreation = z.input<typeof profileCreation>;

// ---- accounts --------------------------------------------------------------------------------------------------

export const accountState = z.enum(['signing_in', 'signed_in', 'retrying', 'signed_out', 'locked']);
export type AccountState = z.infer<typeof accountState>;

export const accountSummary = z
  .object({
    id: z.string(),
    profile: profileName,
    name: z.string().describe("The user's name at the server"),
    issuer: z.string(),
    state: accountState,
    scope: z.string(),
    grant_kind: z.enum(['refresh_token', 'offline_token']),
    at_risk: z
      .boolean()
      .describe('A rotated refresh token could not be written to the store yet: do not end the daemon'),
    maybe_rotated: z.boolean().describe('An answer to a refresh was lost; the next one decides'),
    signed_in_at: epochSeconds,
    token_expires_at: epochSeconds.nullable().describe('Expiry of the access token in memory'),
    next_refresh_at: epochSeconds.nullable(),
    last_refresh_at: epochSeconds.nullable(),
    last_used_at: epochSeconds.nullable(),
    retry_at: epochSeconds.nullable().describe('Next try, while retrying'),
    retrying_since: epochSeconds.nullable(),
    session_ends_at: epochSeconds.nullable().describe('The server will not renew beyond this'),
    grant_ends_at: epochSeconds.nullable().describe('The refresh token ends then unless it is used before'),
    last_error: z.object({ code: z.string(), detail: z.string(), at: epochSeconds }).nullable(),
  })
  .meta({ id: 'Account' });
export type AccountSummary = z.infer<typeof accountSummary>;

export const accountsResponse = z.object({ accounts: z.array(accountSummary) }).meta({ id: 'Accounts' });
export type AccountsResponse = z.infer<typeof accountsResponse>;

export const signOutResponse = z
  .object({
    account: z.string(),
    revocation: z.enum(['revoked', 'failed', 'not_supported', 'already_ended']),
    detail: z.string().describe('What happened at the server, for a person'),
    may_live_until: epochSeconds.nullable().describe('When what could not be revoked ends by itself, where known'),
  })
  .meta({ id: 'SignOut' });
export type SignOutResponse = z.infer<typeof signOutResponse>;

export const revokeAllResponse = z.object({ results: z.array(signOutResponse) }).meta({ id: 'RevokeAll' });
export type RevokeAllResponse = z.infer<typeof revokeAllResponse>;

// ---- sign-ins --------------------------------------------------------------------------------------------------

export const signInFlow = z.enum(['device', 'code', 'password', 'paste']);
export type SignInFlow = z.infer<typeof signInFlow>;

export const signInCreation = z
  .strictObject({
    profile: profileName,
    flow: signInFlow.default('device'),
    workspace: z
      .string()
      .max(4096)
      .optional()
      .describe('Folder whose tokenwell.json is read too; only after the user saw the host'),
    redirect_uri: z.url().optional().describe('For code: where the browser comes back; a loopback address (RFC 8252)'),
    client_secret: z.string().max(65_536).optional(),
    username: z.string().max(1024).optional(),
    password: z.string().max(65_536).optional(),
    refresh_token: z.string().max(262_144).optional().describe('For paste: an existing refresh or offline token'),
  })
  .meta({ id: 'SignInCreation' });
export type SignInCreation = z.input<typeof signInCreation>;

/** What a code flow's redirect brought back; sent by whoever listened at `redirect_uri`. */
export const signInCallback = z.strictObject({ callback_url: z.url().max(65_536) }).meta({ id: 'SignInCallback' });
export type SignInCallback = z.infer<typeof signInCallback>;

export const signIn = z
  .object({
    id: z.string(),
    profile: profileName,
    flow: signInFlow,
    state: z.enum(['waiting', 'signed_in', 'denied', 'expired', 'cancelled', 'failed']),
    host: z.string().describe("The server's host: show it, so that the person knows whom they trust"),
    user_code: z.string().nullable(),
    verification_uri: z.string().nullable(),
    verification_uri_complete: z.string().nullable(),
    authorization_uri: z.string().nullable(),
    may_open: z.boolean().describe('The address is https or loopback; otherwise never open it by itself'),
    expires_at: epochSeconds.nullable(),
    expires_in: seconds.nullable(),
    interval: seconds.nullable().describe('Current polling interval; the daemon does the polling'),
    account: accountSummary.nullable().describe('After success'),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof signIn>;

export const signInsResponse = z.object({ sign_ins: z.array(signIn) }).meta({ id: 'SignIns' });
export type SignInsResponse = z.infer<typeof signInsResponse>;

// ---- client keys, settings, store, shutdown --------------------------------------------------------------------

export const clientKeyCreation = z
  .strictObject({ workspace: z.string().min(1).max(4096) })
  .meta({ id: 'ClientKeyCreation' });
export const clientKeyResponse = z.object({ key_id: z.string(), key_file: z.string() }).meta({ id: 'ClientKey' });
export type ClientKeyResponse = z.infer<typeof clientKeyResponse>;

export const settings = z
  .strictObject({
    tcp: z.boolean().default(true).describe('Serve tokens on 127.0.0.1 as well, with a client key'),
    keep_session_alive_hours: z
      .number()
      .min(0)
      .max(8760)
      .default(12)
      .describe('Hours after the last use during which a session is kept alive; 0: only while a window is connected'),
    touch_offline_grant_days: z
      .number()
      .min(0)
      .max(365)
      .default(7)
      .describe('Days between touches of an offline grant, so that the server does not drop it as idle; 0: never'),
    exit_after_idle_hours: z
      .number()
      .min(0)
      .max(8760)
      .default(12)
      .describe('Hours without a caller and without anything due, after which the daemon ends; 0: never'),
    https_proxy: z
      .string()
      .optional()
      .describe('Proxy for outgoing calls; without it, what the first client to connect has in HTTPS_PROXY'),
    no_proxy: z.string().optional(),
    ca_file: z
      .string()
      .optional()
      .describe(
        'PEM with CA certificates to trust besides the built-in ones; without it, NODE_EXTRA_CA_CERTS of the first client',
      ),
    dbus_session_bus_address: z
      .string()
      .optional()
      .describe('Where the keyring is; without it, DBUS_SESSION_BUS_ADDRESS of the first client, then the usual place'),
    log_level: z.enum(['error', 'warn', 'info', 'debug', 'trace']).default('info'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settings>;

/** Body of `PATCH /v1/settings`: as `settings`, but nothing is filled in, and null takes a setting out of the file. */
export const settingsChange = z
  .strictObject(
    Object.fromEntries(
      Object.entries(settings.shape).map(([name, setting]) => [
        name,
        (setting instanceof z.ZodDefault ? setting.unwrap() : setting).nullable().optional(),
      ]),
    ),
  )
  .meta({ id: 'SettingsChange' });
export type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | null | undefined };

/** What a client found in its environment. Used where the settings are silent. */
export const environmentOffer = z
  .strictObject({
    https_proxy: z.string().max(2048).optional(),
    no_proxy: z.string().max(8192).optional(),
    extra_ca_certs: z.string().max(4096).optional(),
    dbus_session_bus_address: z.string().max(1024).optional(),
  })
  .meta({ id: 'EnvironmentOffer' });
export type EnvironmentOffer = z.infer<typeof environmentOffer>;

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
    sealed: z.boolean().describe('Grants are on file, so that the key must be the one they were sealed with'),
  })
  .meta({ id: 'StoreStatus' });
export type StoreStatus = z.infer<typeof storeStatus>;

export const storeUnlock = z
  .strictObject({
    passphrase: z.string().min(1).max(1024).optional(),
    data_key: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .optional()
      .describe('vscode: 256 bits, base64url'),
  })
  .meta({ id: 'StoreUnlock' });
export type StoreUnlock = z.infer<typeof storeUnlock>;

export const shutdownRequest = z
  .strictObject({
    reason: z.enum(['stop', 'handover']).default('stop'),
    version: z
      .string()
      .max(64)
      .optional()
      .describe('For a hand-over: the version that takes over; an older one is declined'),
  })
  .meta({ id: 'ShutdownRequest' });
export type ShutdownRequest = z.input<typeof shutdownRequest>;

export const shutdownResponse = z.object({ status: z.literal('ending') }).meta({ id: 'Shutdown' });
export type ShutdownResponse = z.infer<typeof shutdownResponse>;

// ---- events ----------------------------------------------------------------------------------------------------

/** Messages on the WebSocket `GET /v1/events`. The first is always `hello`, with the whole state. */
export const event = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('hello'),
      version: z.string(),
      start_id: z.string(),
      accounts: z.array(accountSummary),
      sign_ins: z.array(signIn),
      store: storeStatus,
    }),
    z.object({ type: z.literal('account'), account: accountSummary }),
    z.object({ type: z.literal('account_removed'), account: z.string(), profile: z.string() }),
    z.object({
      type: z.literal('token_renewed'),
      account: z.string(),
      profile: z.string(),
      expires_at: epochSeconds.nullable(),
    }),
    z.object({ type: z.literal('sign_in'), sign_in: signIn }),
    z.object({ type: z.literal('profiles') }),
    z.object({ type: z.literal('store'), store: storeStatus }),
    z.object({ type: z.literal('shutdown'), reason: z.enum(['stop', 'handover', 'idle']) }),
  ])
  .meta({ id: 'Event' });
export type Event = z.infer<typeof event>;

// ---- errors ----------------------------------------------------------------------------------------------------

/** RFC 9457 problem details, `application/problem+json`. */
export const problem = z
  .object({
    type: z.string().describe('`urn:tokenwell:error:CODE`; documented in docs/errors.md'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable; see docs/errors.md'),
    detail: z.string().describe('What happened and what to do, for a person'),
    hop: z.string().optional(),
    retry_after: z.number().optional(),
    accounts: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

// ---- discovery -------------------------------------------------------------------------------------------------

/** `daemon.json` in the runtime directory, and a copy in the state directory for callers that know no runtime directory (cron). */
export const discovery = z
  .object({
    socket: z.string(),
    url: z.string().nullable().describe('http://127.0.0.1:PORT, or null where TCP is off'),
    port: z.number().int().nullable(),
    pid: z.number().int(),
    version: z.string(),
    start_id: z.string(),
    key_file: z.string(),
    host: z.string().describe('Host name: a home may be shared by several'),
  })
  .meta({ id: 'Discovery' });
export type Discovery = z.infer<typeof discovery>;
