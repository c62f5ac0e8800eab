/** `/v1/profiles`, and what configuration files may say. */

import * as z from 'zod';
import { profileName, signInFlow } from './common.ts';

export const clientAuthenticationMethod = z.enum([
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
]);
export const narrowing = z.enum(['safe', 'destructive', 'unknown']);

/** The user's name does not matter to most registries, and some want one of their own. Never an address: docker names none. */
const registry = z
  .string()
  .regex(
    /^([^\s@/<>]+@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/,
    'write it as registry.example.org, with its port if it has one',
  )
  .describe('HOST, HOST:PORT or USER@HOST:PORT');

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
    token_file: z
      .union([z.boolean(), z.literal('wlcg')])
      .default(false)
      .describe(
        'Keep the access token in an owner-only file as well, for tools that read BEARER_TOKEN_FILE; `wlcg`: where they look by themselves, too ($XDG_RUNTIME_DIR/bt_u and the user’s number)',
      ),
    registries: z
      .array(registry)
      .default([])
      .describe(
        'Registries of container images that take its access token as a password; docker is answered for these',
      ),
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
    registries: z.array(z.string()).describe('Registries of container images that take its access token as a password'),
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

export const profileDetails = profileSummary
  .extend({
    definition: profileDefinition.describe('As the file has it, defaults filled in; files with their full paths'),
  })
  .meta({ id: 'ProfileDetails' });
export type ProfileDetails = z.infer<typeof profileDetails>;

/** What the server of a profile can do. Windows and the CLI render from this and know no backend by name. */
export const capabilities = z
  .object({
    flows: z.array(signInFlow).describe('Ways to sign in, the best first'),
    narrowing,
    rotates: z.boolean().nullable().describe('Refresh tokens are replaced at each use; null: not known'),
    refresh_revokes_previous: z.boolean().describe('A refresh ends the previous access token at once'),
    revokes: z.boolean().describe('A sign-in can be ended at the server'),
    may_keep_password: z
      .boolean()
      .optional()
      .describe(
        'A sign-in with a password can be renewed by the password, where the person wants it kept for that; absent: no',
      ),
  })
  .meta({ id: 'Capabilities' });
export type Capabilities = z.infer<typeof capabilities>;

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

/** As a definition, but nothing is filled in: what is absent stays as it is, and null takes a member out of the file. */
export const profileChange = z
  .strictObject(
    Object.fromEntries(
      Object.entries(profileDefinition.shape).map(([name, member]) => [
        name,
        (member instanceof z.ZodDefault ? member.unwrap() : member).nullable().optional(),
      ]),
    ),
  )
  .meta({ id: 'ProfileChange' });
export type ProfileChange = { [Name in keyof ProfileDefinition]?: ProfileDefinition[Name] | null | undefined };
