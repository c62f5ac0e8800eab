/** What a server can do, in the words of the wire contract. */

import type { Capabilities } from '../api.ts';
import type { Provider, Capabilities as ProviderCapabilities } from '../providers/provider.ts';

export function describeCapabilities(
  capabilities: ProviderCapabilities,
  { mayKeepPassword = false }: Provider,
): Capabilities {
  return {
    flows: capabilities.flows,
    narrowing: capabilities.narrowing,
    rotates: capabilities.rotates === 'unknown' ? null : capabilities.rotates,
    refresh_revokes_previous: capabilities.refreshRevokesPrevious,
    revokes: capabilities.revokes,
    may_keep_password: mayKeepPassword && capabilities.flows.includes('password'),
  };
}
