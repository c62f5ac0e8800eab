/** AWX and its kin by name: the address that one opens in a browser is all that has to be known. */

import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';
import { scopeField } from './scopes.ts';
import { noApplication } from './signed-in.ts';

const awx: KnownSystem = {
  name: 'awx',
  label: 'AWX / Ansible Automation Controller',
  description:
    'AWX, the Automation Controller and the Ansible Automation Platform: with a personal access token, or with an application.',
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', required: true, maximum: 1024 },
      help: 'As in a browser, e.g. https://awx.example.org.',
    }),
    fieldOf({
      ...{ name: 'client_id', label: 'Client id of an application', type: 'text', maximum: 255 },
      help: 'Left out, a sign-in with your password makes a personal access token, and the password is kept nowhere.',
    }),
    fieldOf({
      ...{ name: 'client_type', label: 'Type of the application', type: 'choice', default: 'public' },
      choices: [
        { value: 'public', label: 'Public', help: 'Without a secret' },
        { value: 'confidential', label: 'Confidential', help: 'Its secret is asked for at sign-in' },
      ],
    }),
    scopeField(),
  ],
  define({ address, client_id: clientId, client_type: type, scope }) {
    if (type === 'confidential' && clientId === null) {
      throw new TokenwellError('bad_request', 'Only an application has a secret: name its client id (client_id).');
    }
    return {
      name: 'awx',
      definition: {
        ...{ provider: 'awx', issuer: baseOf(String(address)), scope: String(scope) },
        client_id: clientId === null ? noApplication : String(clientId),
        token_endpoint_auth_method: type === 'confidential' ? 'client_secret_basic' : 'none',
      },
      // Only the application itself knows whether it is for the code flow or for passwords.
      ...(clientId === null && { flow: 'password' }),
    };
  },
};

export const systems: KnownSystem[] = [awx];

/** Without what people paste along: a page of the web interface, the address of the API. */
function baseOf(address: string): string {
  const text = address.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TokenwellError('bad_request', 'Address (address) must be one like https://awx.example.org.');
  return `${url.origin}${url.pathname.replace(/\/api(?:\/.*)?$/, '').replace(/\/+$/, '')}`;
}
