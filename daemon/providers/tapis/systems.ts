/** Tapis v2 by name: its address is all that has to be known. */

import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';
import { agavepyCache, agavepyEnvironment } from './imports.ts';

const tapis: KnownSystem = {
  name: 'tapis',
  label: 'Tapis v2',
  description: 'Tapis v2 (Agave), as AgavePy drives it: your password makes a client, whose tokens Tokenwell renews.',
  imports: [agavepyCache, agavepyEnvironment],
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', required: true, maximum: 1024 },
      default: 'https://api.tacc.utexas.edu',
      help: 'Of the tenant, as AgavePy’s api_server has it.',
    }),
    fieldOf({
      ...{ name: 'client_id', label: 'Name for the client', type: 'text', required: true, maximum: 64 },
      default: 'tokenwell',
      help: 'The client that the sign-in makes is called after it and this machine.',
    }),
  ],
  define({ address, client_id: client }) {
    const text = String(address).trim();
    const url = URL.parse(text.includes('://') ? text : `https://${text}`);
    if (!url)
      throw new TokenwellError('bad_request', 'Address (address) must be one like https://api.tacc.utexas.edu.');
    const issuer = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    const definition = { provider: 'tapis', issuer, client_id: String(client), scope: 'PRODUCTION' };
    return { name: 'tapis', definition, flow: 'password' };
  },
};

export const systems: KnownSystem[] = [tapis];
