/** Names under which AWX's own tools look for a token. */

import type { EnvironmentPreset } from '../../api.ts';

export const environmentPresets: EnvironmentPreset[] = [
  {
    name: 'awx',
    about: 'the awx command and the awx.awx and ansible.controller collections',
    variables: { CONTROLLER_HOST: '{issuer}', CONTROLLER_OAUTH_TOKEN: '{access_token}' },
  },
  {
    name: 'tower',
    about: 'the same from before Tower was renamed',
    variables: { TOWER_HOST: '{issuer}', TOWER_OAUTH_TOKEN: '{access_token}' },
  },
  { name: 'bearer', about: 'your own programs', variables: { BEARER_TOKEN: '{access_token}' } },
];
