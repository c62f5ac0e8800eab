/** `/v1/settings`, and `/v1/environment`: what clients find in theirs. */

import * as z from 'zod';

export const settings = z
  .strictObject({
    tcp: z.boolean().default(true).describe('Serve tokens on 127.0.0.1 as well, with a client key'),
    keep_session_alive_hours: z
      .number()
      .min(0)
      .max(8760)
      .default(12)
      .describe('Hours after the last use during which a session is kept alive; 0: only while a window is connected'),
    touch_offline_grant_days: z
      .number()
      .min(0)
      .max(365)
      .default(7)
      .describe('Days between touches of an offline grant, so that the server does not drop it as idle; 0: never'),
    exit_after_idle_hours: z
      .number()
      .min(0)
      .max(8760)
      .default(12)
      .describe('Hours without a caller and without anything due, after which the daemon ends; 0: never'),
    https_proxy: z
      .string()
      .optional()
      .describe('Proxy for outgoing calls; without it, what the first client to connect has in HTTPS_PROXY'),
    no_proxy: z.string().optional(),
    ca_file: z
      .string()
      .optional()
      .describe(
        'PEM with CA certificates to trust besides the built-in ones; without it, NODE_EXTRA_CA_CERTS of the first client',
      ),
    dbus_session_bus_address: z
      .string()
      .optional()
      .describe('Where the keyring is; without it, DBUS_SESSION_BUS_ADDRESS of the first client, then the usual place'),
    audit: z.boolean().default(true).describe('Keep a log on this machine of who asked for which token'),
    log_level: z.enum(['error', 'warn', 'info', 'debug', 'trace']).default('info'),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settings>;

/** Body of `PATCH /v1/settings`: as `settings`, but nothing is filled in, and null takes a setting out of the file. */
export const settingsChange = z
  .strictObject(
    Object.fromEntries(
      Object.entries(settings.shape).map(([name, setting]) => [
        name,
        (setting instanceof z.ZodDefault ? setting.unwrap() : setting).nullable().optional(),
      ]),
    ),
  )
  .meta({ id: 'SettingsChange' });
export type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | null | undefined };

/** What a client found in its environment. Used where the settings are silent. */
export const environmentOffer = z
  .strictObject({
    https_proxy: z.string().max(2048).optional(),
    no_proxy: z.string().max(8192).optional(),
    extra_ca_certs: z.string().max(4096).optional(),
    dbus_session_bus_address: z.string().max(1024).optional(),
  })
  .meta({ id: 'EnvironmentOffer' });
export type EnvironmentOffer = z.infer<typeof environmentOffer>;
