/** Names under which programs for Tapis v3 look for a token. tapipy itself reads none but those of an actor. */

import type { EnvironmentPreset } from '../../api.ts';

export const environmentPresets: EnvironmentPreset[] = [
  {
    name: 'tapis3',
    about: 'your own programs, for `Tapis(base_url=…, access_token=…)`',
    variables: { TAPIS_BASE_URL: '{issuer}', TAPIS_TOKEN: '{access_token}' },
  },
  {
    name: 'tapis3-actor',
    about: 'what calls `tapipy.actors.get_client()`, as inside an actor',
    variables: { _abaco_api_server: '{issuer}', _abaco_access_token: '{access_token}' },
  },
];
