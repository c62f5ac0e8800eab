/** What the routes share: the daemon's services and what only the server knows of itself. */

import type { Services } from '../services.ts';
import type { ClientKeys } from './client-keys.ts';

export interface ServerContext {
  services: Services;
  keys: ClientKeys;
  /** The TCP port now; null while TCP is off. */
  port(): number | null;
  /** Seconds since the server started. */
  uptime(): number;
  /** Opens or closes the TCP door, as the settings say. */
  serveTcp(on: boolean): Promise<void>;
}
