/** Names under which NOMAD's own client looks for a token. */

import type { EnvironmentPreset } from '../../api.ts';

export const environmentPresets: EnvironmentPreset[] = [
  {
    name: 'nomad',
    about: "NOMAD's Python client and its command",
    variables: { NOMAD_CLIENT_ACCESS_TOKEN: '{access_token}', NOMAD_CLIENT_URL: '{issuer}/api' },
  },
  { name: 'bearer', about: 'your own programs', variables: { BEARER_TOKEN: '{access_token}' } },
];
