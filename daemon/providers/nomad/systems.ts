/** NOMAD by name: its address is all that has to be known. */

import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';

const nomad: KnownSystem = {
  name: 'nomad',
  label: 'NOMAD',
  description: 'NOMAD or an Oasis: sessions, app tokens, and from version 2.0 on personal access tokens.',
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', required: true, maximum: 1024 },
      default: 'https://nomad-lab.eu/prod/v1',
      help: 'As in a browser, e.g. https://nomad.example.org/nomad-oasis.',
    }),
    fieldOf({
      ...{ name: 'client_id', label: 'Client id', type: 'text', required: true, maximum: 255 },
      default: 'nomad_public',
      help: "Of NOMAD's realm, for the sign-in in a browser.",
    }),
  ],
  define({ address, client_id: client }) {
    return {
      name: 'nomad',
      definition: { provider: 'nomad', issuer: baseOf(String(address)), client_id: String(client) },
    };
  },
};

export const systems: KnownSystem[] = [nomad];

/** Without what people paste along: a page of the web interface, the address of the API. */
function baseOf(address: string): string {
  const text = address.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TokenwellError('bad_request', 'Address (address) must be one like https://nomad-lab.eu/prod/v1.');
  return `${url.origin}${url.pathname.replace(/\/(?:gui|api)(?:\/.*)?$/, '').replace(/\/+$/, '')}`;
}
