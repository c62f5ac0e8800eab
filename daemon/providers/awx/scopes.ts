/** The two scopes of the controller. `write` implies `read`. */

/** What a profile asks for, of what there is. */
export function scopesOf({ scopes }: { scopes: readonly string[] }): string[] {
  const known = ['read', 'write'].filter((scope) => scopes.includes(scope));
  return known.length > 0 ? known : ['write'];
}
