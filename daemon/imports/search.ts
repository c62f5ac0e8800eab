/** Reads what a client found on its machine, in the formats that the systems declare. */

import type { ImportMaterial } from '../api.ts';
import { bareTokenIn, type Importable, importableOf, type KnownImport } from '../providers/imports.ts';
import type { Provider } from '../providers/provider.ts';

export interface Source {
  provider: string;
  system: string;
  known: KnownImport;
}

export interface Finding {
  label: string;
  provider: string | null;
  place: string;
  importable: Importable;
}

export function sourcesOf(providers: ReadonlyMap<string, Provider>): Source[] {
  return [...providers.values()].flatMap(({ name: provider, systems = [] }) =>
    systems.flatMap(({ name: system, imports = [] }) => imports.map((known) => ({ provider, system, known }))),
  );
}

/** Of all formats the first that knows it; several sources may have variables. */
export function readMaterial(sources: readonly Source[], material: ImportMaterial): Finding[] {
  const { place, text, variables, source: wanted } = material;
  const fitting = sources.filter(({ known, system }) => !wanted || [known.name, system].includes(wanted));
  const findings = (source: Source, importables: Importable[]) =>
    importables.map((importable) => ({ label: source.known.label, provider: source.provider, place, importable }));
  if (variables) {
    return fitting.flatMap((source) => {
      const own = source.known.variables.filter((name) => variables[name]).map((name) => [name, variables[name] ?? '']);
      return own.length === 0 ? [] : findings(source, source.known.readVariables?.(Object.fromEntries(own)) ?? []);
    });
  }
  if (!text) return [];
  for (const source of fitting) {
    const importables = source.known.readText?.(text);
    if (importables) return findings(source, importables);
  }
  // A token of which nothing can be read. The files of a place that all programs share are left alone.
  const token = bareTokenIn(text);
  if (token === null || wanted) return [];
  const importable = importableOf({ kind: 'unknown', secrets: { refreshToken: token } });
  return [{ label: 'A token', provider: null, place, importable }];
}
