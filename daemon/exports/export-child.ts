/**
 * Does one export, and ends. A process of its own, because the tools' clients look for their credentials in the environment
 * of the process, which must be that of whoever asked and not the daemon's; and because the daemon, which lives on, is
 * spared their weight. What comes is one JSON object on standard input: secrets are in no argument.
 */

import { text } from 'node:stream/consumers';
import { type ErrorCode, TokenwellError } from '../errors.ts';
import type { SecretPart } from '../providers/management.ts';
import type { Exporter, ExportRequest } from './exporter.ts';

export interface ChildRequest extends Omit<ExportRequest, 'environment'> {
  target: string;
  /** null: only look whether it would work. */
  parts: SecretPart[] | null;
}

export type ChildAnswer = { place: string } | { code: ErrorCode; detail: string };

/** Each is loaded only when it is wanted. */
const exporters: Record<string, () => Promise<Exporter>> = {
  vault: async () => (await import('./vault/exporter.ts')).exportToVault,
  'aws-secrets-manager': async () => (await import('./aws-secrets-manager/exporter.ts')).exportToSecretsManager,
  'github-actions': async () => (await import('./github-actions/exporter.ts')).exportToGitHubActions,
  'age-file': async () => (await import('./age-file/exporter.ts')).exportToAgeFile,
};

/** A server may quote in its refusal what it was sent. */
function withoutValues(words: string, parts: readonly SecretPart[]): string {
  return parts.reduce((told, { value }) => told.replaceAll(value, '(hidden)'), words);
}

/** Milliseconds: longer than the daemon waits, for when it is gone. */
const end = 40_000;

async function answer({ target, parts, values, directory }: ChildRequest): Promise<ChildAnswer> {
  const load = exporters[target];
  if (!load) return { code: 'internal_error', detail: `There is no exporter for ${target}.` };
  try {
    const exporter = await load();
    const { place, write } = await exporter({ values, directory, environment: process.env });
    if (parts) await write(parts);
    return { place };
  } catch (error) {
    if (error instanceof TokenwellError) return { code: error.code, detail: withoutValues(error.message, parts ?? []) };
    // A library's message may have anything in it.
    const name = error instanceof Error ? error.name : 'unknown';
    return { code: 'export_unavailable', detail: `It failed in a way that nobody foresaw (${name}).` };
  }
}

setTimeout(() => process.exit(1), end).unref();
process.stdout.write(JSON.stringify(await answer(JSON.parse(await text(process.stdin)))), () => process.exit());
