/**
 * What the configuration files may hold. The organisation's and the user's file have one form; a workspace's
 * `tokenwell.json` has a smaller one. `docs/tokenwell.schema.json` is generated from here.
 */

import * as z from 'zod';
import { profileDefinition, profileName, settings, workspaceProfileDefinition } from '../api.ts';

const schemaAddress = z.string().optional().describe('Where the JSON schema is, for editors');

export const configurationDocument = z
  .strictObject({
    $schema: schemaAddress,
    profiles: z.record(profileName, profileDefinition).optional().describe('Sign-ins by name; never a secret'),
    settings: settings.optional().describe('How the daemon behaves'),
  })
  .meta({ id: 'Configuration', title: 'Tokenwell configuration' });

export const workspaceDocument = z
  .strictObject({
    $schema: schemaAddress,
    profiles: z
      .record(profileName, workspaceProfileDefinition)
      .optional()
      .describe('Sign-ins that the people who work in this folder need; whom to ask and for what'),
  })
  .meta({ id: 'WorkspaceConfiguration', title: 'Tokenwell profiles of a workspace' });
