/** Parts that several schemas share. */

import * as z from 'zod';

export const epochSeconds = z.number().describe('Seconds since the Unix epoch');
export const seconds = z.number().nonnegative().describe('Seconds');

/** Names of profiles appear in paths, shells and environment names, so they are kept plain. */
export const profileName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'use lower-case letters, digits, dots, dashes and underscores, at most 64');

export const signInFlow = z.enum(['device', 'code', 'password', 'paste']);
export type SignInFlow = z.infer<typeof signInFlow>;
