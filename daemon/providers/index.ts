/** Every kind of authorization server that Tokenwell speaks to, by the name that profiles use. */

import type { OutgoingSettings } from '../outgoing-settings.ts';
import { AwxProvider } from './awx/provider.ts';
import { NomadProvider } from './nomad/provider.ts';
import { OidcProvider } from './oidc/provider.ts';
import type { Provider } from './provider.ts';
import { TapisProvider } from './tapis/provider.ts';
import { Tapis3Provider } from './tapis3/provider.ts';

/** `installation`: what tells this Tokenwell from any other on the machine, so that it knows again what it made at a server. */
export function createProviders({
  outgoing,
  installation,
}: {
  outgoing: OutgoingSettings;
  installation: string;
}): ReadonlyMap<string, Provider> {
  const providers: Provider[] = [
    new OidcProvider(outgoing),
    new TapisProvider(outgoing, installation),
    new Tapis3Provider(outgoing),
    new NomadProvider(outgoing),
    new AwxProvider(outgoing),
  ];
  return new Map(providers.map((provider) => [provider.name, provider]));
}
