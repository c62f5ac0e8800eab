/** Systems with an OpenID Connect server behind them whose addresses follow a rule. */

import type { FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { fieldOf } from '../management.ts';
import type { KnownSystem } from '../systems.ts';
import { anyToken, provenaFile, provenaOfflineToken } from './imports.ts';
import { plainName } from './plain-name.ts';
import { plainOAuth } from './plain-oauth.ts';

const keycloak: KnownSystem = {
  name: 'keycloak',
  label: 'Keycloak',
  description: 'A realm of a Keycloak. Its administrator knows a client that may use the device flow.',
  imports: [anyToken],
  fields: [
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', required: true, maximum: 1024 },
      help: 'Of the Keycloak itself, e.g. https://auth.example.org; older ones end in /auth.',
    }),
    fieldOf({ name: 'realm', label: 'Realm', type: 'text', required: true, maximum: 255 }),
    fieldOf({ name: 'client_id', label: 'Client id', type: 'text', required: true, maximum: 255 }),
    fieldOf({
      ...{ name: 'scope', label: 'Scopes', type: 'scopes', free: true, default: 'openid offline_access' },
      choices: [
        { value: 'openid', label: 'openid', help: 'Who you are' },
        { value: 'offline_access', label: 'offline_access', help: 'Outlives the browser session' },
      ],
    }),
  ],
  define({ address, realm, client_id: client, scope }) {
    const issuer = `${addressOf(address)}/realms/${encodeURIComponent(String(realm))}`;
    return {
      name: plainName(String(realm)),
      definition: { issuer, client_id: String(client), scope: String(scope ?? 'openid') },
    };
  },
};

const provena: KnownSystem = {
  name: 'provena',
  label: 'Provena',
  description:
    'A Provena instance: by the device flow for your own work, or with an offline token for unattended work.',
  imports: [provenaFile, provenaOfflineToken],
  fields: [
    fieldOf({
      ...{ name: 'domain', label: 'Domain', type: 'text', required: true, maximum: 253 },
      help: 'As in https://auth.DOMAIN, e.g. provena.example.org.',
    }),
    fieldOf({ name: 'realm', label: 'Realm', type: 'text', required: true, maximum: 255 }),
    fieldOf({
      ...{ name: 'use', label: 'For', type: 'choice', required: true, default: 'work' },
      choices: [
        { value: 'work', label: 'Your own work', help: 'The client client-tools; a session lasts about 8 hours' },
        {
          value: 'unattended',
          label: 'Unattended work',
          help: 'The client automated-access; an offline token without a fixed end, with all your permissions',
        },
      ],
    }),
    fieldOf({
      ...{ name: 'stage', label: 'Stage', type: 'text', maximum: 32 },
      help: 'A profile a stage, e.g. prod, test, dev; it only names the profile.',
    }),
  ],
  define({ domain, realm, use, stage }) {
    const issuer = `${addressOf(`https://auth.${hostOf(domain)}`)}/auth/realms/${encodeURIComponent(String(realm))}`;
    const unattended = use === 'unattended';
    const name = ['provena', stage, unattended && 'offline'].filter(Boolean).join('-');
    return {
      name: plainName(name),
      definition: {
        issuer,
        client_id: unattended ? 'automated-access' : 'client-tools',
        scope: unattended ? 'openid offline_access' : 'openid',
      },
      flow: 'device',
    };
  },
};

export const systems: KnownSystem[] = [keycloak, provena, plainOAuth];

/** Without what people paste along: a slash at the end, a realm that has a field of its own. */
function addressOf(given: FieldValues[string] | undefined): string {
  const text = String(given).trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url) throw new TokenwellError('bad_request', 'Address (address) must be one like https://auth.example.org.');
  const path = url.pathname.replace(/\/(?:realms|admin)\/.*$/, '').replace(/\/+$/, '');
  return `${url.origin}${path}`;
}

function hostOf(given: FieldValues[string] | undefined): string {
  const text = String(given).trim();
  const host = URL.parse(text.includes('://') ? text : `https://${text}`)?.host ?? '';
  if (!/^[a-z0-9.-]+(?::\d+)?$/i.test(host)) {
    throw new TokenwellError('bad_request', 'Domain (domain) must be one like provena.example.org.');
  }
  return host.replace(/^auth\./, '');
}
