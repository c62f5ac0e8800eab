/** Text that a server chose, made fit for VS Code: it stays text, and becomes neither a link nor an icon. */

const invisible = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Notifications read `[text](address)` as a link, labels read `$(name)` as an icon: a space takes both apart. */
export function plainText(text: string, longest = 200): string {
  const visible = text.toWellFormed().replace(invisible, '').slice(0, longest).toWellFormed();
  return visible.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
