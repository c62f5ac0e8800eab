/** The two scopes of the controller. `write` implies `read`. */

import type { Field } from '../../api.ts';
import { fieldOf } from '../management.ts';

export const scopeWords =
  'A scope masks your roles and never widens them: with write the token may do what your roles let you do, with read it may only look.';

/** What a profile asks for, of what there is. */
export function scopesOf({ scopes }: { scopes: readonly string[] }): string[] {
  const known = ['read', 'write'].filter((scope) => scopes.includes(scope));
  return known.length > 0 ? known : ['write'];
}

export function scopeField(): Field {
  return fieldOf({
    ...{ name: 'scope', label: 'Scope', type: 'choice', required: true, default: 'write', help: scopeWords },
    choices: [
      { value: 'write', label: 'Write', help: 'All that your roles let you do' },
      { value: 'read', label: 'Read', help: 'Only to look; a token of this scope cannot even revoke itself' },
    ],
  });
}
