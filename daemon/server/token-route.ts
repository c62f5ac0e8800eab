/**
 * `GET /v1/token/{profile}`: the way that is walked all day. It stands ahead of Express and does nothing but a look-up in
 * memory; only a caller whose token is not there waits for the engine.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenResponse } from '../api.ts';
import type { Caller } from '../caller.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Services } from '../services.ts';
import type { TokenRequest } from '../token-service.ts';
import { sendProblem, toTokenwellError } from './problem.ts';
import { readTokenRequest } from './token-query.ts';
import { wordsOf } from './words.ts';

/** `keyWorkspace`: the folder whose client key the caller showed; null: none. */
export type TokenRoute = (request: IncomingMessage, response: ServerResponse, keyWorkspace: string | null) => void;

export function createTokenRoute({ tokens, permissions, audit }: Services, log: Log): TokenRoute {
  return (request, response, keyWorkspace) => {
    let asked: { caller: Caller; wanted: TokenRequest } | null = null;
    const fail = (error: unknown) => {
      const problem = toTokenwellError(error, log);
      sendProblem(response, problem);
      if (asked) audit.refused(asked.caller, asked.wanted, problem.code, asksAgain(request));
    };
    try {
      if (request.method !== 'GET') throw onlyGet();
      const plain = wantsBareToken(request.headers.accept);
      const wanted = readTokenRequest(request.url as string);
      const caller = permissions.identify(wordsOf(request), keyWorkspace);
      asked = { caller, wanted };
      const token = tokens.lookUp(wanted, caller);
      const serve = (served: TokenResponse) => {
        sendToken(response, served, plain);
        audit.served(caller, wanted, served);
      };
      if (token) return serve(token);
      // A caller that hangs up leaves the refresh alone: others may wait for it, and the server may have rotated already.
      tokens.obtain(wanted, caller).then(serve, fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** A caller that has another way to ask when this one fails, and takes it at once: one failure is one entry of the audit log. */
function asksAgain(request: IncomingMessage): boolean {
  return request.headers['tokenwell-asks-again'] === 'yes';
}

function sendToken(response: ServerResponse, token: TokenResponse, plain: boolean): void {
  if (response.destroyed) return;
  const body = plain ? token.access_token : JSON.stringify(token);
  response.writeHead(200, {
    'Content-Type': plain ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** `Accept: text/plain` and nothing that JSON would satisfy as well. */
function wantsBareToken(accept: string | undefined): boolean {
  return accept?.includes('text/plain') === true && !accept.includes('application/json');
}

function onlyGet(): TokenwellError {
  return new TokenwellError('method_not_allowed', 'Tokens are fetched with GET.', { allow: ['GET'] });
}
