/** `POST /v1/client-keys`: a key for the callers of one workspace over TCP. */

import * as z from 'zod';

export const clientKeyCreation = z
  .strictObject({ workspace: z.string().min(1).max(4096) })
  .meta({ id: 'ClientKeyCreation' });
export const clientKeyResponse = z.object({ key_id: z.string(), key_file: z.string() }).meta({ id: 'ClientKey' });
export type ClientKeyResponse = z.infer<typeof clientKeyResponse>;
