/** `/v1/discoveries`: what a server offers, before there is a profile for it. */

import * as z from 'zod';
import { signInFlow } from './common.ts';

export const serverDiscoveryRequest = z
  .strictObject({
    address: z
      .string()
      .min(1)
      .max(2048)
      .describe('As a person has it: the issuer, a page of the server, or the address of its discovery document'),
    provider: z.string().max(64).default('oidc'),
  })
  .meta({ id: 'ServerDiscoveryRequest' });
export type ServerDiscoveryRequest = z.input<typeof serverDiscoveryRequest>;

export const serverDiscovery = z
  .object({
    issuer: z.string().describe('As the server names itself: for the profile'),
    host: z.string().describe('Show it, so that the person knows whom they trust'),
    provider: z.string(),
    flows: z.array(signInFlow).describe('Ways to sign in, the best first'),
    scopes_supported: z.array(z.string()).nullable().describe('null: the server does not tell'),
  })
  .meta({ id: 'ServerDiscovery' });
export type ServerDiscovery = z.infer<typeof serverDiscovery>;
