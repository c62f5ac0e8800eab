/** OAuth 2.0 servers without OpenID Connect and without metadata (RFC 8414): their endpoints are all that has to be known. */

import { requireSafeAddress } from '../../address.ts';
import type { Field, FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';

const endpointFields: Field[] = [
  fieldOf({
    ...{ name: 'token_endpoint', label: 'Token endpoint', type: 'text', required: true, maximum: 1024 },
    help: 'An address, or its path on that server, e.g. /oauth/token.',
  }),
  fieldOf({
    ...{ name: 'device_authorization_endpoint', label: 'Device authorization endpoint', type: 'text', maximum: 1024 },
    help: 'For a sign-in with a code. Leave it empty where the server has none.',
  }),
  fieldOf({
    ...{ name: 'authorization_endpoint', label: 'Authorization endpoint', type: 'text', maximum: 1024 },
    help: 'For a sign-in in the browser on this machine. Leave it empty where the server has none.',
  }),
  fieldOf({
    ...{ name: 'revocation_endpoint', label: 'Revocation endpoint', type: 'text', maximum: 1024 },
    help: 'So that signing out ends the sign-in there, too.',
  }),
  fieldOf({
    ...{ name: 'userinfo_endpoint', label: 'User information', type: 'text', maximum: 1024 },
    help: 'What tells who is signed in, as JSON, for the name of the account.',
  }),
];

export const plainOAuth: KnownSystem = {
  name: 'oauth2',
  label: 'OAuth 2.0 server without discovery',
  description: 'Any OAuth 2.0 server whose documentation names its endpoints, such as GitHub or a Django application.',
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address of the server', type: 'text', required: true, maximum: 1024 },
      help: 'e.g. https://forge.example.org.',
    }),
    ...endpointFields,
    fieldOf({ name: 'client_id', label: 'Client id', type: 'text', required: true, maximum: 255 }),
    fieldOf({
      ...{ name: 'client_type', label: 'Does the client have a secret?', type: 'choice', default: 'none' },
      choices: [
        { value: 'none', label: 'No secret', help: 'A public client' },
        { value: 'client_secret_basic', label: 'A secret', help: 'Asked for at sign-in; sent in a header' },
        { value: 'client_secret_post', label: 'A secret, sent in the form', help: 'For servers that want it there' },
      ],
    }),
    fieldOf({
      ...{ name: 'scope', label: 'Scopes', type: 'scopes', free: true },
      help: 'As the server names them, with spaces between. Left empty, the server chooses.',
    }),
  ],
  define(values) {
    const address = addressOf(values.address);
    const endpoint = (name: string) => (values[name] ? endpointAt(String(values[name]), address, name) : undefined);
    const endpoints = {
      token: endpoint('token_endpoint') ?? '',
      device_authorization: endpoint('device_authorization_endpoint'),
      authorization: endpoint('authorization_endpoint'),
      revocation: endpoint('revocation_endpoint'),
      userinfo: endpoint('userinfo_endpoint'),
    };
    if (!endpoints.device_authorization && !endpoints.authorization) {
      throw new TokenwellError(
        'bad_request',
        'A sign-in needs the device authorization endpoint (device_authorization_endpoint) or the authorization endpoint (authorization_endpoint): name at least one.',
      );
    }
    return {
      name: nameOf(address),
      definition: {
        ...{ issuer: address.href.replace(/\/$/, ''), client_id: String(values.client_id) },
        scope: String(values.scope ?? ''),
        token_endpoint_auth_method: values.client_type as 'none' | 'client_secret_basic' | 'client_secret_post',
        endpoints: Object.fromEntries(Object.entries(endpoints).filter(([, value]) => value)) as typeof endpoints,
      },
    };
  },
};

function addressOf(given: FieldValues[string] | undefined): URL {
  const text = String(given).trim();
  return requireSafeAddress(text.includes('://') ? text : `https://${text}`, 'address');
}

function endpointAt(given: string, base: URL, name: string): string {
  const words = name.replaceAll('_', ' ');
  const url = URL.parse(given.trim(), base.href);
  if (!url) throw new TokenwellError('bad_request', `The ${words} (${name}) must be an address or a path.`);
  return requireSafeAddress(url.href, words).href;
}

/** `forge` of `forge.example.org`; a number names nothing. */
function nameOf({ hostname }: URL): string {
  const general = /^(?:www|auth|login|sso|id|api|accounts|\d+)$/;
  const label = hostname.split('.').find((part) => !general.test(part)) ?? '';
  return label.replace(/[^a-z0-9-]/g, '') || 'oauth2';
}
