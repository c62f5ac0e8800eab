/** Things of the controller that a form lets people choose among. */

import type { Field } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { ControllerApi } from './controller-api.ts';
import { textOf } from './token-items.ts';

/** By id. Empty where the user may not see any: the rest of the form is still of use. */
export async function readChoices(api: ControllerApi, path: string): Promise<Field['choices']> {
  try {
    const items = await api.list(path, { to: 'see them' });
    return items
      .filter(({ id }) => Number.isSafeInteger(id))
      .map(({ id, name, description }) => ({
        ...{ value: String(id), label: textOf(name) || String(id), help: textOf(description) },
      }));
  } catch (error) {
    const hidden = error instanceof TokenwellError && (error.code === 'not_permitted' || error.code === 'not_found');
    if (hidden) return [];
    throw error;
  }
}
