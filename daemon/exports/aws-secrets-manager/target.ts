import type { ExportTarget } from '../../api.ts';
import { fieldOf } from '../../providers/management.ts';

const names = [
  ...['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN', 'CREDENTIAL_EXPIRATION', 'PROFILE', 'REGION'],
  ...['DEFAULT_REGION', 'CONFIG_FILE', 'SHARED_CREDENTIALS_FILE', 'ROLE_ARN', 'ROLE_SESSION_NAME'],
  ...['WEB_IDENTITY_TOKEN_FILE', 'CONTAINER_CREDENTIALS_RELATIVE_URI', 'CONTAINER_CREDENTIALS_FULL_URI'],
  ...['CONTAINER_AUTHORIZATION_TOKEN', 'CONTAINER_AUTHORIZATION_TOKEN_FILE', 'EC2_METADATA_DISABLED'],
  ...['ENDPOINT_URL', 'ENDPOINT_URL_SECRETS_MANAGER', 'USE_FIPS_ENDPOINT', 'USE_DUALSTACK_ENDPOINT'],
];

export const awsSecretsManager: ExportTarget = {
  name: 'aws-secrets-manager',
  label: 'AWS Secrets Manager',
  description:
    'A secret of your AWS account, made where it is not there yet. It is reached by the usual chain of credentials: variables, ~/.aws, single sign-on, roles.',
  fields: [
    fieldOf({
      ...{ name: 'name', label: 'Secret', type: 'text', required: true, maximum: 512 },
      help: 'Its name or ARN, as in lab/nightly. What it holds is replaced; older versions stay with AWS for a while.',
    }),
    fieldOf({
      ...{ name: 'region', label: 'Region', type: 'text', maximum: 64 },
      help: 'As in eu-central-1. Left out: the one of AWS_REGION or of the profile.',
    }),
    fieldOf({
      ...{ name: 'profile', label: 'Profile', type: 'text', maximum: 256 },
      help: 'Of ~/.aws/config. Left out: AWS_PROFILE, or the default one.',
    }),
  ],
  // A profile may name a program that gives the credentials (`credential_process`).
  environment: [...names.map((name) => `AWS_${name}`), 'PATH'],
};
