/**
 * What docker and its credential helpers say to each other (docker-credential-helpers, README): an address or a JSON object
 * on standard input, a JSON object or one line on standard output.
 */

export interface RegistryCredential {
  ServerURL: string;
  Username: string;
  Secret: string;
}

/** docker goes on without a user then; by any other words it would stop. */
export const notFound = 'credentials not found in native keychain';

/** The host and port of what docker names: `registry.example.org:5000`, `https://index.docker.io/v1/`. */
export function hostOf(server: string): string {
  return server
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/.*$/s, '')
    .toLowerCase();
}

/** null: it is no such object. */
export function readCredential(text: string): RegistryCredential | null {
  try {
    const { ServerURL, Username, Secret } = Object(JSON.parse(text));
    const isWhole = [ServerURL, Username, Secret].every((value) => typeof value === 'string');
    return isWhole ? { ServerURL, Username, Secret } : null;
  } catch {
    return null;
  }
}
