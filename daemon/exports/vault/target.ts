import type { ExportTarget } from '../../api.ts';
import { fieldOf } from '../../providers/management.ts';

/** OpenBao's own names go before Vault's, as in its command. */
const names = ['ADDR', 'TOKEN', 'NAMESPACE', 'CACERT', 'CLIENT_CERT', 'CLIENT_KEY', 'TLS_SERVER_NAME'];

export const vault: ExportTarget = {
  name: 'vault',
  label: 'HashiCorp Vault or OpenBao',
  description:
    'A secret of its key/value engine. It is reached as by `vault` and `bao`: VAULT_ADDR or BAO_ADDR, and the token in VAULT_TOKEN, BAO_TOKEN or ~/.vault-token. Other keys of the secret stay.',
  fields: [
    fieldOf({
      ...{ name: 'path', label: 'Path', type: 'text', required: true, maximum: 512 },
      help: 'Mount and path, as for `vault kv put`: secret/lab/nightly.',
    }),
    fieldOf({
      ...{ name: 'key', label: 'Key', type: 'text', maximum: 256 },
      help: 'Under which the value is stored. Left out: its own name, such as token or refresh_token.',
    }),
    fieldOf({
      ...{ name: 'address', label: 'Address', type: 'text', maximum: 2048 },
      help: 'Of the server, where VAULT_ADDR does not say it.',
    }),
    fieldOf({
      ...{ name: 'namespace', label: 'Namespace', type: 'text', maximum: 512 },
      help: 'Where the server has such, and VAULT_NAMESPACE does not say it.',
    }),
  ],
  environment: names.flatMap((name) => [`BAO_${name}`, `VAULT_${name}`]),
};
