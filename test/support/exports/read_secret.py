"""What a secret of AWS Secrets Manager holds, by Amazon's own client."""

import sys

import boto3

client = boto3.client(
    "secretsmanager",
    endpoint_url=sys.argv[1],
    region_name="eu-central-1",
    aws_access_key_id="reader",
    aws_secret_access_key="reader",
)
sys.stdout.write(client.get_secret_value(SecretId=sys.argv[2])["SecretString"])
