/** The discovery file, by which clients find the daemon. */

import * as z from 'zod';

/** `daemon.json` in the runtime directory, and a copy in the state directory for callers that know no runtime directory (cron). */
export const discovery = z
  .object({
    socket: z.string(),
    url: z.string().nullable().describe('http://127.0.0.1:PORT, or null where TCP is off'),
    port: z.number().int().nullable(),
    pid: z.number().int(),
    version: z.string(),
    start_id: z.string(),
    key_file: z.string(),
    host: z.string().describe('Host name: a home may be shared by several'),
  })
  .meta({ id: 'Discovery' });
export type Discovery = z.infer<typeof discovery>;
