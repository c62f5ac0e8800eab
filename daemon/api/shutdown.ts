/** `POST /v1/shutdown`. */

import * as z from 'zod';

export const shutdownRequest = z
  .strictObject({
    reason: z.enum(['stop', 'handover']).default('stop'),
    version: z
      .string()
      .max(64)
      .optional()
      .describe('For a hand-over: the version that takes over; an older one is declined'),
  })
  .meta({ id: 'ShutdownRequest' });
export type ShutdownRequest = z.input<typeof shutdownRequest>;

export const shutdownResponse = z.object({ status: z.literal('ending') }).meta({ id: 'Shutdown' });
export type ShutdownResponse = z.infer<typeof shutdownResponse>;
