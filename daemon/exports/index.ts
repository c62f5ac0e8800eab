/** Where values can be exported to. Each has its exporter in export-child.ts. */

import type { ExportTarget } from '../api.ts';
import { ageFile } from './age-file/target.ts';
import { awsSecretsManager } from './aws-secrets-manager/target.ts';
import { gitHubActions } from './github-actions/target.ts';
import { vault } from './vault/target.ts';

export const exportTargets: readonly ExportTarget[] = [vault, awsSecretsManager, gitHubActions, ageFile];
