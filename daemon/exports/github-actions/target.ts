import type { ExportTarget } from '../../api.ts';
import { fieldOf } from '../../providers/management.ts';

export const gitHubActions: ExportTarget = {
  name: 'github-actions',
  label: 'GitHub Actions secret',
  description:
    'A secret of a repository, sealed here so that only GitHub can open it. It is reached by GH_TOKEN, GITHUB_TOKEN, or what `gh auth login` left.',
  fields: [
    fieldOf({
      ...{ name: 'repository', label: 'Repository', type: 'text', required: true, maximum: 256 },
      help: 'As in example/analysis.',
    }),
    fieldOf({
      ...{ name: 'name', label: 'Name', type: 'text', required: true, maximum: 200 },
      help: 'Of the secret, as in LAB_TOKEN: letters, digits and underscores. What is there is replaced.',
    }),
    fieldOf({
      ...{ name: 'environment', label: 'Environment', type: 'text', maximum: 255 },
      help: 'Of the repository, where only its jobs shall have it.',
    }),
  ],
  environment: [
    ...['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN', 'GH_HOST', 'GITHUB_API_URL'],
    // `gh auth token` is asked where none is set: where it is, and where it keeps what it has.
    ...['PATH', 'GH_CONFIG_DIR', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ],
};
