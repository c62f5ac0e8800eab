/** Applications as the controller lists them. */

import type { Application } from '../../api.ts';
import type { AccountSession, SecretPart } from '../management.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { plainText } from '../plain-text.ts';
import { longestDescription, summaryOf, textOf, timeOf } from './token-items.ts';

/** null: it makes no sense. */
export function readApplication(item: JsonObject, { grant }: AccountSession): Application | null {
  if (typeof item.id !== 'number' || !Number.isSafeInteger(item.id)) return null;
  const clientId = textOf(item.client_id) || null;
  const uris = typeof item.redirect_uris === 'string' ? plainText(item.redirect_uris, 8192) : '';
  const description = textOf(item.description, longestDescription);
  const organization = textOf(summaryOf(item, 'organization').name) || textOf(item.organization);
  return {
    id: String(item.id),
    name: textOf(item.name),
    description,
    client_id: clientId,
    created_at: timeOf(item.created),
    properties: [
      { name: 'organization', label: 'Organization', value: organization },
      { name: 'client_type', label: 'Client type', value: textOf(item.client_type) },
      { name: 'authorization_grant_type', label: 'Grant type', value: textOf(item.authorization_grant_type) },
    ],
    values: {
      ...{ name: textOf(item.name), description },
      ...{ redirect_uris: uris, skip_authorization: item.skip_authorization === true },
    },
    in_use: clientId !== null && clientId === grant.clientId,
    actions: ['edit', 'revoke_tokens', 'delete'],
  };
}

/** Of one that was just made; a public one has no secret. Later answers have a mask in its place. */
export function secretsOf({ client_id: id, client_secret: secret }: JsonObject): SecretPart[] {
  if (typeof secret !== 'string' || !secret || /^\*+$/.test(secret) || secret === '$encrypted$') return [];
  return [
    { name: 'client_id', label: 'Client ID', value: textOf(id) },
    { name: 'client_secret', label: 'Client secret', value: secret.slice(0, 4096) },
  ];
}
