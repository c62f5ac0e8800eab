/**
 * What goes along with an export: the variables in which the tools of its target keep their address and credentials, as this
 * program has them. The daemon was started elsewhere and outlives whoever started it, so it has others, or none.
 */

import type { ExportTarget } from '../../daemon/api.ts';

/** As the daemon takes them. */
const longest = 32_768;

export function exportEnvironment(
  { environment: names }: Pick<ExportTarget, 'environment'>,
  environment: Record<string, string | undefined> = process.env,
): Record<string, string> {
  const found = names.map((name) => [name, environment[name] ?? ''] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== '' && value.length <= longest));
}
