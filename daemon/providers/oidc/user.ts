/** Who signed in, as the server tells: for people to read, and to recognise the same user again. */

import { nameHop } from '../../address.ts';
import { claimsIn } from '../imports.ts';
import { plainText } from '../plain-text.ts';
import { type JsonObject, readSuccess } from './answer.ts';
import { type Caller, call } from './http.ts';
import type { Parties } from './parties.ts';
import type { Tokens } from './token-request.ts';

export interface User {
  /** null: the server told none. */
  subject: string | null;
  name: string;
}

/** Never throws: a sign-in does not fail for want of a name. */
export async function identifyUser(tokens: Tokens, { server, caller }: Parties): Promise<User> {
  const subject = subjectOf(tokens.claims);
  const name = nameIn(tokens.claims);
  if ((name && subject) || !server.userinfo) return { subject, name: name ?? subject ?? unknown };
  const information = await fetchUserInformation(server.userinfo, tokens.answer.accessToken, caller);
  const told = subjectOf(information);
  // A grant without `openid` gets neither an ID token nor userinfo; Provena's libraries ask for such ones.
  if (!subject && !told) return readAccessToken(tokens.answer.accessToken, name);
  // OpenID Connect Core §5.3.2: where the subjects differ, the information must not be used.
  if (subject && subject !== told) return { subject, name: name ?? subject };
  return { subject: told, name: name ?? nameIn(information) ?? told ?? unknown };
}

const unknown = 'unknown user';

/** The ones that people recognise first; `login` is GitHub's, `username` that of GitLab, Discord and most of Django. */
const nameClaims = ['preferred_username', 'username', 'email', 'name', 'login'];
/** Access tokens are opaque to clients, but as the name of an account one will do where it can be read (RFC 9068 §2.2). */
function readAccessToken(accessToken: string, name: string | null): User {
  const claims = claimsIn(accessToken);
  const subject = subjectOf(claims);
  return { subject, name: name ?? nameIn(claims) ?? subject ?? unknown };
}

function nameIn(claims: JsonObject): string | null {
  for (const claim of nameClaims) {
    const value = claims[claim];
    const name = typeof value === 'string' ? plainText(value, 128) : '';
    if (name) return name;
  }
  return null;
}

/** OAuth servers without OpenID Connect (GitHub) have an `id`, often a number, in place of `sub`. */
function subjectOf({ sub, id }: JsonObject): string | null {
  const value = sub ?? id;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return plainText(String(value)) || null;
}

async function fetchUserInformation(address: string, accessToken: string, caller: Caller): Promise<JsonObject> {
  try {
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await call(caller, 'userinfo endpoint', address, { method: 'GET', headers, body: null });
    return readSuccess(answer, nameHop('userinfo endpoint', address));
  } catch {
    return {};
  }
}
