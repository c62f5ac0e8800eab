/** Systems that people know by name: each turns a few answers into a profile, so that nobody has to know an issuer's form. */

import {
  type FieldValues,
  type ProfileDefinitionInput,
  profileDefinition,
  type System,
  type SystemProfile,
} from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { SystemService } from '../services.ts';
import { readValues } from './field-values.ts';
import type { KnownImport } from './imports.ts';
import type { Provider } from './provider.ts';

export interface KnownSystem extends System {
  /** `values` are those of its fields, checked. Throws `bad_request` where they do not fit together. */
  define(values: FieldValues): { name: string; definition: ProfileDefinitionInput; flow?: string };
  /** Where its own tools keep credentials. */
  readonly imports?: readonly KnownImport[];
}

export class Systems implements SystemService {
  readonly #systems: KnownSystem[];

  constructor(providers: ReadonlyMap<string, Provider>) {
    this.#systems = [...providers.values()].flatMap(({ systems = [] }) => systems);
  }

  list(): System[] {
    return this.#systems.map(({ name, label, description, fields }) => ({ name, label, description, fields }));
  }

  define(name: string, values: FieldValues): SystemProfile {
    const system = this.#systems.find((one) => one.name === name);
    if (!system) {
      const names = this.#systems.map((one) => one.name).join(', ');
      throw new TokenwellError('not_found', `There is no system called ${JSON.stringify(name)}; there are: ${names}.`);
    }
    const { name: proposal, definition, flow } = system.define(readValues(system.fields, values));
    return { name: proposal, definition: profileDefinition.parse(definition), flow: flow ?? null };
  }
}
