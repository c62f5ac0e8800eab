/** The lines by which git and its credential helpers talk (gitcredentials(7), git-credential(1)). */

export interface GitCredential {
  protocol: string;
  /** With the port, where there is one. */
  host: string;
  username: string | undefined;
  /** What a host refused, where git says so. */
  token: string | undefined;
  /** git can send a token in a scheme of its own (since 2.46), and the host asks for this one (RFC 6750 §3). */
  takesBearer: boolean;
}

/** null: it names no host. What is not known here is none of our business. */
export function readCredential(text: string): GitCredential | null {
  const lines = text.split('\n').map((line) => /^([^=]+)=(.*)$/.exec(line));
  const values = new Map(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
  const has = (name: string, value: RegExp) => lines.some((match) => match?.[1] === name && value.test(match[2] ?? ''));
  const { protocol, host } = { protocol: values.get('protocol'), host: values.get('host') };
  if (!protocol || !host) return null;
  return {
    ...{ protocol, host, username: values.get('username'), token: values.get('credential') ?? values.get('password') },
    takesBearer: has('capability[]', /^authtype$/) && has('wwwauth[]', /^bearer( |$)/i),
  };
}

/** Hosting services take a token as the password of a user whose name does not matter, or is this one. */
const usualUsername = 'oauth2';

/** `expiresAt`: seconds since the epoch; caches of git forget the token then (since git 2.40). */
export function answerWith(
  { username, takesBearer }: GitCredential,
  { accessToken, expiresAt }: { accessToken: string; expiresAt: number | null },
): string {
  const lines = takesBearer
    ? // Nobody shall keep it: the next one is asked for here again.
      ['capability[]=authtype', 'authtype=Bearer', `credential=${accessToken}`, 'ephemeral=1']
    : [`username=${username || usualUsername}`, `password=${accessToken}`];
  if (expiresAt !== null) lines.push(`password_expiry_utc=${Math.floor(expiresAt)}`);
  return lines.join('\n');
}
