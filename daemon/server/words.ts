/** What a caller says of itself, as it stands in its header. */

import type { IncomingMessage } from 'node:http';

export function wordsOf(request: IncomingMessage): string | undefined {
  const words = request.headers['tokenwell-client'];
  return typeof words === 'string' ? words : undefined;
}
