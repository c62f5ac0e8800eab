/** Names under which tools look for a token of an OpenID Connect server; the usual ones first. */

import type { EnvironmentPreset } from '../../api.ts';

export const environmentPresets: EnvironmentPreset[] = [
  {
    name: 'bearer',
    about: 'tools with WLCG bearer token discovery (XRootD, gfal2, HTCondor), and your own',
    variables: { BEARER_TOKEN: '{access_token}' },
  },
  {
    name: 'bearer-file',
    about: 'the same tools, with a file that the daemon keeps fresh; the profile must have `token_file`',
    variables: { BEARER_TOKEN_FILE: '{token_file}' },
  },
  {
    name: 'provena',
    about: 'unattended Provena clients',
    variables: { PROVENA_OFFLINE_TOKEN: '{refresh_token}' },
    separate: 'offline_token',
    caution: 'An offline token carries all your permissions and has no fixed end, until it is revoked.',
  },
];
