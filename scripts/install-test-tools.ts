/**
 * Brings what the tests need besides npm's packages; quick when all is there.
 *
 *     node scripts/install-test-tools.ts            tries, tells what is missing, ends well
 *     node scripts/install-test-tools.ts --strict   ends with code 1 when something is missing
 */

import { installCodeServer } from './install-code-server.ts';
import { installKeycloak } from './install-keycloak.ts';
import { installPackages } from './install-packages.ts';
import { installZitadel } from './install-zitadel.ts';
import { installBackendEnvironments } from './python-environment.ts';

/** What is missing and could not be installed, in sentences that say what to do. */
export function installTestTools(say: (line: string) => void): string[] {
  const missing = installPackages(say);
  const attempt = (install: (say: (line: string) => void) => void, suites: string) => {
    try {
      install(say);
    } catch (error) {
      missing.push(`${(error as Error).message}\nWithout it ${suites} must fail.`);
    }
  };
  attempt(installKeycloak, 'test:keycloak');
  attempt(installBackendEnvironments, 'test:backends');
  attempt(installZitadel, 'test:backends');
  attempt(installCodeServer, 'test:extension and test:e2e');
  return missing;
}

if (import.meta.main) {
  const missing = installTestTools((line) => console.log(line));
  for (const sentence of missing) console.error(sentence);
  if (missing.length === 0) console.log('All test tools are there.');
  if (missing.length > 0 && process.argv.includes('--strict')) process.exitCode = 1;
}
