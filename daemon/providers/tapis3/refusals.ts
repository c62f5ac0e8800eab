/**
 * What the Authenticator refuses. It says so in free text and with status 400, whatever the reason; known sentences are
 * told apart here and never repeated, because one of them quotes the client's key.
 */

import { ProviderFailure } from '../failure.ts';
import type { OutgoingAnswer } from '../outgoing.ts';

interface Meaning {
  when: RegExp;
  /** OAuth's where there is one (RFC 6749 §5.2, RFC 8628 §3.5), or `http_` and the status that it ought to have. */
  error: string;
  words: string;
}

/** As its release 1.9 words them; the first that fits. */
const meanings: Meaning[] = [
  {
    when: /device code not ready/i,
    error: 'authorization_pending',
    words: 'waits for somebody to enter the code',
  },
  {
    when: /device code (?:has expired|not valid|could not)|no db_code found/i,
    error: 'expired_token',
    words: 'does not know this code any more',
  },
  {
    when: /username\/password combination/i,
    error: 'invalid_login',
    words: 'does not accept this user name and password',
  },
  {
    when: /invalid refresh_token|invalid token type|does not match the client_id/i,
    error: 'invalid_grant',
    words: 'does not take this refresh token, or not any more',
  },
  {
    when: /invalid client/i,
    error: 'invalid_client',
    words: 'does not know this client, or not with this key',
  },
  {
    when: /grant type is not allowed|invalid grant_type/i,
    error: 'unsupported_grant_type',
    words: 'does not offer this way to sign in',
  },
  { when: /no client found/i, error: 'http_404', words: 'knows no client of that id' },
  { when: /not authorized/i, error: 'http_403', words: 'does not let this user do that' },
  { when: /unique|already exists/i, error: 'http_409', words: 'has one of that id already' },
  {
    when: /(?:validate|invalid|process|parse) (?:the )?(?:tapis )?(?:access )?token|token (?:has )?expired|signature has expired|no (?:access )?token/i,
    error: 'invalid_token',
    words: 'does not take this token, or not any more',
  },
];

/** null: no refusal, or an answer that is none of Tapis's own. */
export function refusalIn({ status, body }: OutgoingAnswer, hop: string): ProviderFailure | null {
  if (status < 400 || status > 499 || status === 429) return null;
  const said = messageIn(body);
  if (said === null) return null;
  // Its token generator was not to be reached, which has nothing to do with what was asked.
  if (/try again later|unexpected error/i.test(said)) {
    const message = `The ${hop} cannot do it now, and asks to try again later (HTTP ${status}).`;
    return new ProviderFailure(message, { kind: 'unavailable', hop });
  }
  const { error, words } = meanings.find(({ when }) => when.test(said)) ?? byStatus(status);
  return new ProviderFailure(`The ${hop} ${words} (HTTP ${status}).`, { kind: 'refused', error, hop });
}

function byStatus(status: number): Pick<Meaning, 'error' | 'words'> {
  if (status === 401) return { error: 'invalid_token', words: 'does not take this token, or not any more' };
  if (status === 403) return { error: 'http_403', words: 'does not let this user do that' };
  return { error: `http_${status}`, words: 'refused the request' };
}

function messageIn(body: string): string | null {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}
