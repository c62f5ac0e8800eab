/** The icons of the panel; the font that is shipped has these only. */

export const iconNames = [
  ...(['account', 'add', 'arrow-down', 'arrow-up', 'beaker', 'check', 'circle-slash', 'close', 'copy'] as const),
  ...([
    'discard',
    'edit',
    'error',
    'export',
    'eye',
    'flame',
    'history',
    'info',
    'key',
    'loading',
    'lock',
    'package',
    'pass',
  ] as const),
  ...(['question', 'refresh', 'shield', 'sign-in', 'sync', 'trash', 'warning', 'watch'] as const),
] as const;

export type IconName = (typeof iconNames)[number];
