/** Knows every token that an authorization server has issued, to look for them where none may be. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorizationServer } from '../../support/authorization-server.ts';

/** From now on each token is added to the set. Takes the place of other lasting faults of the token endpoint. */
export function keepIssued(server: Pick<AuthorizationServer, 'faults'>, issued = new Set<string>()): Set<string> {
  server.faults.always('token', {
    name: 'kept',
    async handle(exchange) {
      const answer = await exchange.forward();
      if (answer.status === 200) {
        const { access_token, refresh_token, id_token } = JSON.parse(answer.body);
        for (const token of [access_token, refresh_token, id_token]) if (token) issued.add(token);
      }
      exchange.send(answer);
    },
  });
  return issued;
}

/** The files in these places, which are files or folders, that hold one of the tokens as it is. */
export function filesWith(tokens: ReadonlySet<string>, places: readonly string[]): string[] {
  return places.flatMap(filesBelow).filter((file) => {
    const content = readFileSync(file, 'latin1');
    return [...tokens].some((token) => content.includes(token));
  });
}

function filesBelow(place: string): string[] {
  const status = statSync(place, { throwIfNoEntry: false });
  if (status?.isFile()) return [place];
  if (!status?.isDirectory()) return [];
  return readdirSync(place).flatMap((name) => filesBelow(join(place, name)));
}
