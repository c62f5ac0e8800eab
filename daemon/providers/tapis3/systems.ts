/** Tapis v3 by name: the address of the tenant is all that has to be known. */

import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';
import { noClient } from './signed-in.ts';

const tapis: KnownSystem = {
  name: 'tapis3',
  label: 'Tapis v3',
  description:
    'Tapis v3, as tapipy drives it: with your password, or with a code in a browser where you have a client.',
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', required: true, maximum: 1024 },
      default: 'https://tacc.tapis.io',
      help: 'Of the tenant, as tapipy’s base_url has it.',
    }),
    fieldOf({
      ...{ name: 'client_id', label: 'Client id', type: 'text', maximum: 80 },
      help: 'For the sign-in with a code. Left out, a sign-in with your password makes a client of its own.',
    }),
    fieldOf({
      ...{ name: 'client_key', label: 'The client’s key', type: 'choice', default: 'own' },
      choices: [
        { value: 'own', label: 'Yours', help: 'Tapis tells it, where you made the client yourself' },
        { value: 'asked', label: 'Asked for', help: 'At each sign-in; without it a token ends and is not renewed' },
      ],
    }),
  ],
  define({ address, client_id: client, client_key: key }) {
    if (key === 'asked' && client === null) {
      throw new TokenwellError('bad_request', 'Only a client has a key: name its client id (client_id).');
    }
    return {
      name: 'tapis3',
      definition: {
        ...{ provider: 'tapis3', issuer: baseOf(String(address)), scope: '' },
        client_id: client === null ? noClient : String(client),
        token_endpoint_auth_method: key === 'asked' ? 'client_secret_basic' : 'none',
      },
      flow: client === null ? 'password' : 'device',
    };
  },
};

export const systems: KnownSystem[] = [tapis];

/** Without what people paste along: the address of an API. */
function baseOf(address: string): string {
  const text = address.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TokenwellError('bad_request', 'Address (address) must be one like https://tacc.tapis.io.');
  return `${url.origin}${url.pathname.replace(/\/v3(?:\/.*)?$/, '').replace(/\/+$/, '')}`;
}
