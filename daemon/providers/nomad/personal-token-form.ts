/** What a person is asked for when a personal access token is made. NOMAD has no call that lists its scopes. */

import type { Field } from '../../api.ts';
import { fieldOf } from '../management.ts';

const day = 86_400;

/** Of NOMAD 2.0. Those of `tokens:` are for sessions only. */
const scopes: Record<string, string> = {
  'users:read': 'Who you are, and other users',
  'entries:read': 'Read entries',
  'entries:write': 'Create or change entries',
  'uploads:read': 'Read uploads',
  'uploads:write': 'Create or change uploads and what is in them',
  'uploads:process': 'Have uploads processed',
  'uploads:publish': 'Publish uploads',
  'uploads:export': 'Export uploads',
  'uploads:import': 'Import uploads',
  'uploads:assign_doi': 'Give uploads a DOI',
  'datasets:read': 'Read datasets',
  'datasets:write': 'Create or change datasets',
  'datasets:delete': 'Delete datasets',
  'datasets:assign_doi': 'Give datasets a DOI',
  'materials:read': 'Read materials data',
  'metainfo:read': 'Read metainfo definitions',
  'graph:read': 'Read data through the graph API',
  'schemas:read': 'Read schemas',
  'systems:read': 'Read systems data',
  'suggestions:read': 'Read suggestions',
  'info:read': 'Read about the installation',
  'actions:read': 'Read actions',
  'actions:run': 'Run actions',
  'apps:read': 'Read apps',
  'groups:read': 'Read groups',
  'groups:write': 'Create or change groups',
  'groups:delete': 'Delete groups',
  'users:invite': 'Invite users',
  'north:read': 'See remote tools (NORTH)',
  'north:run': 'Run remote tools (NORTH)',
  'external_optimade:read': 'Use the OPTIMADE API',
  'external_dcat:read': 'Use the DCAT API',
  'external_h5grove:read': 'Use the H5Grove API',
};

export const personalTokenFields: Field[] = [
  fieldOf({
    ...{ name: 'name', label: 'Name', type: 'text', required: true, maximum: 256 },
    help: 'Where it will be used, so that you know later what a revocation stops.',
  }),
  fieldOf({
    ...{ name: 'scope', label: 'Scopes', type: 'scopes', required: true, free: true },
    default: 'users:read entries:read uploads:read',
    choices: Object.entries(scopes).map(([value, help]) => ({ value, label: value, help })),
    help: 'As few as the job needs. With users:read it can be told whose it is.',
  }),
  fieldOf({
    ...{ name: 'expires_in', label: 'Expires in', type: 'duration', required: true, maximum: 365 * day },
    default: 30 * day,
    help: 'In whole days, rounded up.',
  }),
  fieldOf({ name: 'description', label: 'Description', type: 'text', maximum: 1000 }),
];
