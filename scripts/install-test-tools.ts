/**
 * Brings what the tests need besides npm's packages; quick when all is there.
 *
 *     node scripts/install-test-tools.ts            tries, tells what is missing, ends well
 *     node scripts/install-test-tools.ts --strict   ends with code 1 when something is missing
 */

import { installKeycloak } from './install-keycloak.ts';
import { installPackages } from './install-packages.ts';

/** What is missing and could not be installed, in sentences that say what to do. */
export function installTestTools(say: (line: string) => void): string[] {
  const missing = installPackages(say);
  try {
    installKeycloak(say);
  } catch (error) {
    missing.push(`${(error as Error).message}\nWithout it test:keycloak fails.`);
  }
  return missing;
}

if (import.meta.main) {
  const missing = installTestTools((line) => console.log(line));
  for (const sentence of missing) console.error(sentence);
  if (missing.length === 0) console.log('All test tools are there.');
  if (missing.length > 0 && process.argv.includes('--strict')) process.exitCode = 1;
}
