/** One request to a token endpoint, by openid-client, over our own fetch. */

import { decodeJwt } from 'jose';
import {
  allowInsecureRequests,
  type ClientMetadata,
  Configuration,
  clockTolerance,
  customFetch,
  type ServerMetadata,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import type { TokenAnswer } from '../provider.ts';
import type { JsonObject } from './answer.ts';
import { toClientAuth } from './client-authentication.ts';
import { fetchFor, type ReadAnswer } from './http.ts';
import type { Parties } from './parties.ts';
import { readTokenBody, toTokenAnswer } from './token-answer.ts';

export interface Tokens {
  answer: TokenAnswer;
  /** Of the ID token; empty where there was none. */
  claims: JsonObject;
}

type LibraryAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** Throws `ProviderFailure`. `ask` makes exactly one of the library's grant requests. */
export async function requestTokens(
  parties: Parties,
  ask: (configuration: Configuration) => Promise<LibraryAnswer>,
): Promise<Tokens> {
  let unchecked: string | undefined;
  const read: ReadAnswer = (answer, hop) => {
    const { id_token: idToken, ...body } = readTokenBody(answer, hop);
    if (parties.server.discovered && idToken) return { ...body, id_token: idToken };
    // No issuer is known to hold it against; and at a refresh, an odd ID token must not cost us the rotated grant.
    unchecked = idToken;
    return body;
  };
  const configuration = await configure(parties, 'token endpoint', read);
  const hop = nameHop('token endpoint', parties.server.token);
  const body = await unwrap(hop, () => ask(configuration));
  const answer = toTokenAnswer(body);
  return { answer, claims: { ...(body.claims() ?? decode(unchecked)) } };
}

/** A configuration of the library that lives for one request, so that nothing is remembered between two. */
export async function configure(parties: Parties, place: string, read: ReadAnswer): Promise<Configuration> {
  const { server, clientId, authentication, caller } = parties;
  const metadata: ServerMetadata = {
    issuer: server.issuer,
    token_endpoint: server.token,
    authorization_response_iss_parameter_supported: server.redirectNamesIssuer,
    ...(server.authorization && { authorization_endpoint: server.authorization }),
    ...(server.deviceAuthorization && { device_authorization_endpoint: server.deviceAuthorization }),
    ...(server.revocation && { revocation_endpoint: server.revocation }),
    ...(server.idTokenAlgorithms.length > 0 && { id_token_signing_alg_values_supported: server.idTokenAlgorithms }),
  };
  const client: Partial<ClientMetadata> = {
    // An ID token comes straight from the server here and is only read for the user's name: a clock that is off by
    // hours on either side is no reason to refuse a sign-in.
    [clockTolerance]: 86_400,
  };
  const configuration = new Configuration(metadata, clientId, client, await toClientAuth(authentication));
  configuration[customFetch] = fetchFor(caller, place, read);
  // Deadlines are the caller's signal; plain http is refused off loopback by our own fetch.
  configuration.timeout = 0;
  allowInsecureRequests(configuration);
  return configuration;
}

/** The library wraps what its fetch throws; and its own complaints are about an answer that was a success. */
export async function unwrap<Result>(hop: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    for (let inner = error; inner instanceof Error; inner = inner.cause) {
      if (inner instanceof ProviderFailure || inner instanceof TokenwellError) throw inner;
    }
    const words = error instanceof Error ? plainText(error.message, 120) : 'unknown';
    const message = `The ${hop} sent an answer that does not fit (${words}).`;
    throw new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
  }
}

function decode(idToken: string | undefined): JsonObject {
  if (!idToken) return {};
  try {
    return decodeJwt(idToken);
  } catch {
    return {};
  }
}
