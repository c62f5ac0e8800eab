/** One process of a crowd: `caller.ts PROFILE COUNT`. At each word from its parent, COUNT callers ask for a token at once. */

import { createHash } from 'node:crypto';
import { Connection } from '../../../clients/node/connection.ts';
import { findDaemon } from '../../../clients/node/find-daemon.ts';
import { findPaths } from '../../../daemon/paths.ts';

/** `token` is a digest: the token itself stays in this process. */
export type Outcome = { token: string; expiresIn: number | null } | { error: string };

const [profile = '', count = '1'] = process.argv.slice(2);
const find = () => findDaemon(findPaths(), process.env);

process.on('message', async () => {
  const outcomes = await Promise.all(Array.from({ length: Number(count) }, ask));
  process.send?.(outcomes);
});
process.send?.('ready');

async function ask(): Promise<Outcome> {
  try {
    const answer = await new Connection({ find, client: 'crowd' }).token(profile);
    const token = createHash('sha256').update(answer.access_token).digest('hex');
    return { token, expiresIn: answer.expires_in };
  } catch (error) {
    return { error: String(error) };
  }
}
