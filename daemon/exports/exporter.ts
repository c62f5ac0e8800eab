/**
 * One kind of place that values are exported to. What it asks a person for is declared in its `target.ts`, which the daemon
 * reads; what it does is in its `exporter.ts`, which runs in a process of its own (export-child.ts) with the environment of
 * whoever asked, so that each tool's standard chain of credentials works as it does in that person's terminal.
 */

import type { FieldValues } from '../api.ts';
import type { SecretPart } from '../providers/management.ts';

export interface ExportRequest {
  /** Of the target's fields, checked and with defaults. */
  values: FieldValues;
  /** From where relative paths are meant. */
  directory: string;
  environment: Readonly<Record<string, string | undefined>>;
}

export interface Destination {
  /** For a person, without secrets. */
  place: string;
  /** Throws as `Exporter` does. */
  write(parts: readonly SecretPart[]): Promise<void>;
}

/**
 * Finds the credentials, and whether the place is there as far as that can be told without writing: before a token is made,
 * because one that then cannot be put anywhere would be lost. Throws `TokenwellError`: `export_not_configured`,
 * `export_refused`, `export_place_missing`, `export_unavailable`, `bad_request`.
 */
export type Exporter = (request: ExportRequest) => Promise<Destination>;

/** A text field, without blanks around it; null: left out. */
export function textOf(values: FieldValues, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** What is stored where there is one text for all: the bare value, or all parts by their names. */
export function textOfParts(parts: readonly SecretPart[]): string {
  const [only, second] = parts;
  if (only && !second) return only.value;
  return JSON.stringify(Object.fromEntries(parts.map(({ name, value }) => [name, value])));
}
