/** `/v1/profiles/{name}/environment-presets`: under which names the tools of a backend look for a token. */

import * as z from 'zod';

/** What stands in braces in a variable's value, for whoever makes the environment to fill in. */
export const environmentPlaceholder = z.enum([
  ...['access_token', 'token_file', 'issuer', 'account_name', 'client_id'],
  ...['refresh_token', 'client_secret', 'password'],
] as const);
export type EnvironmentPlaceholder = z.infer<typeof environmentPlaceholder>;

export const environmentPreset = z
  .object({
    name: z.string().describe('For `--as`'),
    about: z.string().describe('What reads it'),
    variables: z
      .record(z.string(), z.string())
      .describe(
        `Values by name; in them {${environmentPlaceholder.options.join('}, {')}} are to be filled in. A preset with {refresh_token}, {client_secret} or {password} takes what is long-lived out of the store`,
      ),
    separate: z
      .string()
      .optional()
      .describe(
        'What is made for it alone, so that nothing long-lived is in two places: a kind of long-lived token, whose parts are called like the placeholders, or `application`',
      ),
    caution: z.string().optional().describe('What a person should know before anything long-lived is put there'),
  })
  .meta({ id: 'EnvironmentPreset' });
export type EnvironmentPreset = z.infer<typeof environmentPreset>;

export const environmentPresetsResponse = z
  .object({ presets: z.array(environmentPreset).describe('The usual one first') })
  .meta({ id: 'EnvironmentPresets' });
export type EnvironmentPresetsResponse = z.infer<typeof environmentPresetsResponse>;
