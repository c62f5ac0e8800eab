/** A real Keycloak from Maven's central repository, built once and shared by every clone on the machine. */

import { join } from 'node:path';
import { installOnce, run, testCache } from './test-cache.ts';

export const keycloakVersion = '26.7.3';

const folder = `keycloak-${keycloakVersion}`;

/** The folder of the built Keycloak; it exists only when complete. */
export function keycloakHome(): string {
  return join(testCache(), folder);
}

/** Downloads and builds Keycloak where it is not there yet. Throws with words where that fails. */
export function installKeycloak(say: (line: string) => void): string {
  return installOnce({ name: 'Keycloak', folder, install: (unfinished) => install(unfinished, say) }, say);
}

function install(unfinished: string, say: (line: string) => void): string {
  const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:tar.gz`;

  say(`Downloading Keycloak ${keycloakVersion} (170 MB) with Maven …`);
  run(
    'mvn',
    ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, '-DoutputDirectory=.', '-Dmdep.useBaseVersion=true'],
    unfinished,
  );
  run('tar', ['-xzf', `keycloak-quarkus-dist-${keycloakVersion}.tar.gz`], unfinished);

  say('Building Keycloak (under a minute) …');
  const unpacked = join(unfinished, folder);
  run('bin/kc.sh', ['build', '--db=dev-mem'], unpacked);
  return unpacked;
}
