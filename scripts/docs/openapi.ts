/** docs/openapi.json: the wire contract as OpenAPI 3.1, from the route table and the schemas of daemon/api.ts. */

import { z } from 'zod';
import * as api from '../../daemon/api.ts';
import { type ErrorCode, errorTable } from '../../daemon/errors.ts';
import { type Route, routeTable } from '../../daemon/server/route-table.ts';
import { version } from '../../daemon/version.ts';

export const name = 'openapi.json';

type Json = Record<string, unknown>;

export function generate(): string {
  const paths: Record<string, Json> = {};
  for (const route of routeTable) paths[route.path] = { ...paths[route.path], [route.method]: describeCall(route) };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Tokenwell', version, license: { name: 'MIT', identifier: 'MIT' }, description: introduction },
    servers: [
      { url: 'http://tokenwell', description: 'The owner socket; any plain host name will do' },
      {
        url: 'http://127.0.0.1:{port}',
        description: 'Loopback TCP, for the calls that are marked x-tcp, with a client key',
        variables: { port: { default: '0', description: 'From the discovery file or TOKENWELL_URL' } },
      },
    ],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        client_key: { type: 'http', scheme: 'bearer', description: 'A client key; over TCP, and on the Windows pipe' },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const introduction =
  'What the Tokenwell daemon speaks. Clients must ignore members that they do not know: the contract only grows. ' +
  'Requests with an Origin or a Sec-Fetch-* header are refused, and so is a Host that is not the address as it was told.';

/** Errors that come from the guard or the listener, before a call is looked at. */
const anyCall: ErrorCode[] = [
  'bad_request',
  'not_found',
  'method_not_allowed',
  'host_refused',
  'browser_refused',
  'client_key_required',
  'client_key_wrong',
  'owner_socket_only',
  'request_too_large',
  'too_many_connections',
  'shutting_down',
  'internal_error',
];

function describeCall(route: Route): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.tcp && { 'x-tcp': true }),
    // The owner socket needs no key; over TCP everything but the proof does.
    security: route.tcp && route.path !== '/v1/proof' ? [{}, { client_key: [] }] : [{}],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && { requestBody: { required: !route.bodyOptional, content: json(reference(route.body)) } }),
    responses: { [route.status]: success(route), ...problems(route) },
  };
}

/** `POST /v1/sign-ins/{id}/callback` becomes `post_sign-ins_id_callback`. */
function operationId({ method, path }: Route): string {
  return [method, ...path.split('/').slice(2)].join('_').replaceAll(/[{}]/g, '');
}

function pathParameters({ path }: Route): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: parameter === 'profile' || parameter === 'name' ? plain(api.profileName) : { type: 'string', minLength: 1 },
  }));
}

function queryParameters({ query }: Route): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = plain(query) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([parameter, { description, ...schema }]) => ({
    name: parameter,
    in: 'query',
    required: required.includes(parameter),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function success({ status, response, path }: Route): Json {
  if (status === 101) return { description: 'The connection is a WebSocket now; its messages are of the schema Event' };
  if (!response) return { description: 'Done' };
  const bare = path.startsWith('/v1/token/') ? { 'text/plain': { schema: { type: 'string' } } } : {};
  return { description: 'Done', content: { ...json(reference(response)), ...bare } };
}

/** One response a status, with the codes that it may carry. */
function problems(route: Route): Record<string, Json> {
  const codes = [...anyCall, ...(route.body ? (['unsupported_media_type'] as const) : []), ...route.errors];
  const byStatus = Map.groupBy(new Set(codes), (code) => errorTable[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, group]) => [
        status,
        {
          description: group.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('; '),
          content: { 'application/problem+json': { schema: { $ref: schemaAddress('Problem') } } },
        },
      ]),
  );
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function reference(schema: z.ZodType): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (!id) throw new TypeError('A schema of the route table has no id.');
  return { $ref: schemaAddress(id) };
}

function schemaAddress(id: string): string {
  return `#/components/schemas/${id}`;
}

/** A schema by itself, as a caller sends it. */
function plain(schema: z.ZodType): Json {
  const { $schema, $defs = {}, $ref, ...rest } = z.toJSONSchema(schema, { io: 'input' }) as Json & { $defs?: Json };
  // A schema with an id is put among the definitions, and referred to.
  const own = typeof $ref === 'string' ? ($defs[$ref.slice('#/$defs/'.length)] as Json) : rest;
  return dropIds(own) as Json;
}

/** What callers send is described before defaults are filled in, what the daemon sends after. */
function componentSchemas(): Json {
  const uri = schemaAddress;
  const sent = z.toJSONSchema(z.globalRegistry, { io: 'input', uri }).schemas as Record<string, Json>;
  const answered = z.toJSONSchema(z.globalRegistry, { io: 'output', uri, override: leaveOpen }).schemas as Record<
    string,
    Json
  >;
  const requests = new Set<string>();
  for (const { body } of routeTable) if (body) collect(z.globalRegistry.get(body)?.id as string, sent, requests);
  const ids = Object.keys(answered)
    .filter((id) => !hasOwnParameters(id))
    .sort();
  return Object.fromEntries(ids.map((id) => [id, dropIds(requests.has(id) ? sent[id] : answered[id])]));
}

/** Answers may grow, so that what a client does not know must not be wrong to it. */
function leaveOpen({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

/** Queries are parameters in OpenAPI, not schemas. */
function hasOwnParameters(id: string): boolean {
  return routeTable.some(({ query }) => query && z.globalRegistry.get(query)?.id === id);
}

/** The id and the ids of all that it refers to. */
function collect(id: string, schemas: Record<string, Json>, found: Set<string>): void {
  if (found.has(id)) return;
  found.add(id);
  for (const [, next] of JSON.stringify(schemas[id]).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    collect(next as string, schemas, found);
}

/** The places of schemas are told by the document itself. */
function dropIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropIds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, member]) => !(['$id', '$schema', 'id'].includes(key) && typeof member === 'string'),
  );
  return Object.fromEntries(entries.map(([key, member]) => [key, dropIds(member)]));
}
