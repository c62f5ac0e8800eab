/** A secret in AWS Secrets Manager, by Amazon's own client and its default chain of credentials. */

import { Agent } from 'node:https';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { TokenwellError } from '../../errors.ts';
import { type Exporter, textOf, textOfParts } from '../exporter.ts';

export const exportToSecretsManager: Exporter = async ({ values, environment }) => {
  const name = textOf(values, 'name') ?? '';
  // The SDK for JavaScript does not read what Amazon's other tools do.
  const region = textOf(values, 'region') ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (region !== undefined && !/^[a-z0-9-]{1,64}$/.test(region)) {
    throw new TokenwellError('bad_request', 'The region must be one like eu-central-1.');
  }
  const profile = textOf(values, 'profile');
  const client = new SecretsManagerClient({
    ...(region && { region }),
    ...(profile && { profile }),
    maxAttempts: 2,
    requestHandler: {
      ...{ connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
      httpsAgent: new Agent({ keepAlive: true, proxyEnv: environment } as Agent['options']),
    },
  });
  const told = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw explain(error, name, region ?? null);
    }
  };
  const isThere = await told(lookFor(client, name));
  const found = await told(client.config.region());
  return {
    place: `${name} in AWS Secrets Manager, ${found}`,
    async write(parts) {
      const content = { SecretString: textOfParts(parts) };
      const replace = new PutSecretValueCommand({ SecretId: name, ...content });
      if (isThere) return void (await told(client.send(replace)));
      const Description = 'A token that was put here by Tokenwell';
      try {
        await client.send(new CreateSecretCommand({ Name: name, Description, ...content }));
      } catch (error) {
        // It was there after all: this user may write it, and not look at it.
        if (nameOf(error) !== 'ResourceExistsException') throw explain(error, name, region ?? null);
        await told(client.send(replace));
      }
    },
  };
};

/** Users that may write a secret are not always allowed to look at it; then it is found out by writing. */
async function lookFor(client: SecretsManagerClient, name: string): Promise<boolean> {
  try {
    const { DeletedDate: deleted } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (!deleted) return true;
  } catch (error) {
    if (['ResourceNotFoundException', 'AccessDeniedException'].includes(nameOf(error))) return false;
    throw error;
  }
  const detail = `The secret ${name} is about to be deleted in AWS. Restore it, or choose another name.`;
  throw new TokenwellError('export_place_missing', detail);
}

function explain(error: unknown, secret: string, region: string | null): unknown {
  if (error instanceof TokenwellError) return error;
  const { message = '', code = '' } = error as NodeJS.ErrnoException;
  const where = region === null ? 'AWS' : `AWS in ${region}`;
  switch (nameOf(error)) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return notConfigured(
        `There are no credentials for AWS that can be used. Log in (\`aws configure\`, \`aws sso login\`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      );
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
    case 'InvalidSignatureException':
    case 'SignatureDoesNotMatch':
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return refused(`${where} does not accept your credentials: they are wrong or have expired. Log in again.`);
    case 'AccessDeniedException':
      return refused(
        `Your AWS credentials may not write the secret ${secret}. They need secretsmanager:PutSecretValue, and CreateSecret for a new one.`,
      );
    case 'InvalidRequestException':
    case 'InvalidParameterException':
    case 'ValidationException':
      return refused(`${where} does not take the secret ${secret}. Check its name: letters, digits and /_+=.@- only.`);
  }
  if (/region is missing/i.test(message)) {
    return notConfigured('Nothing says which AWS region. Give the region, or set AWS_REGION.');
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unavailable(`${where} cannot be found: check that there is such a region, and the network.`);
  }
  return unavailable(`${where} did not do it (${code || nameOf(error)}). Check the network, and try again.`);
}

const notConfigured = (detail: string) => new TokenwellError('export_not_configured', detail);
const refused = (detail: string) => new TokenwellError('export_refused', detail);
const unavailable = (detail: string) => new TokenwellError('export_unavailable', detail);

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
