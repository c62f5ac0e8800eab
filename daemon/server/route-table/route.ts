/** What the table of calls says of one, and the errors that several calls share. */

import type { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';

export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With `{name}` for parameters. */
  path: string;
  /** Served over TCP too. */
  tcp?: true;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The body may be left out. */
  bodyOptional?: true;
  status: 101 | 200 | 201 | 202 | 204;
  /** Absent for 204. */
  response?: z.ZodType;
  /** Besides those that any call may answer. */
  errors: ErrorCode[];
}

/** What a call that asks the authorization server may answer. */
export const authorizationServer = [
  'authorization_server_unavailable',
  'authorization_server_refused',
  'authorization_server_broken',
  'issuer_mismatch',
] as const satisfies ErrorCode[];
export const store = ['store_locked', 'store_unavailable', 'store_damaged'] as const satisfies ErrorCode[];
export const configuration = ['configuration_broken', 'insecure_address'] as const satisfies ErrorCode[];
export const exporting = [
  ...(['export_not_configured', 'export_refused', 'export_place_missing', 'export_unavailable'] as const),
  'insecure_address',
] as const satisfies ErrorCode[];
/** Of calls that give something lasting away. */
export const permission = ['permission_required', 'permission_denied'] as const satisfies ErrorCode[];
export const management = [
  'account_not_found',
  'signed_out',
  'not_permitted',
  'deadline_exceeded',
  ...configuration,
  ...store,
  ...authorizationServer,
] as const satisfies ErrorCode[];
