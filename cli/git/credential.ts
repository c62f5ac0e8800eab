/** The lines by which git and its credential helpers talk (gitcredentials(7), git-credential(1)). */

export interface GitCredential {
  protocol: string;
  /** With the port, where there is one. */
  host: string;
  username: string | undefined;
  password: string | undefined;
}

/** null: it names no host. What is not known here is none of our business. */
export function readCredential(text: string): GitCredential | null {
  const lines = text.split('\n').map((line) => /^([^=]+)=(.*)$/.exec(line));
  const values = new Map(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
  const { protocol, host } = { protocol: values.get('protocol'), host: values.get('host') };
  if (!protocol || !host) return null;
  return { protocol, host, username: values.get('username'), password: values.get('password') };
}

/** Hosting services take a token as the password of a user whose name does not matter, or is this one. */
const usualUsername = 'oauth2';

/** `expiresAt`: seconds since the epoch; caches of git forget the token then (since git 2.40). */
export function answerWith(
  { username }: GitCredential,
  { accessToken, expiresAt }: { accessToken: string; expiresAt: number | null },
): string {
  const lines = [`username=${username || usualUsername}`, `password=${accessToken}`];
  if (expiresAt !== null) lines.push(`password_expiry_utc=${Math.floor(expiresAt)}`);
  return lines.join('\n');
}
