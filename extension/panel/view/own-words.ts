/** What a program says of itself, for a person. It is the program's own word. */

import type { AuditEntry } from '../../../daemon/api.ts';
import { said } from './dom.ts';
import { t } from './words.ts';

type Says = AuditEntry['says'];

/** `tokenwell-cli, process 4711, in /home/ada/thesis`; '' where it says nothing. */
export function ownWords({ program, pid, directory }: Says): string {
  const parts = [
    program && said(program, 120),
    pid === null ? null : t('process {0}', pid),
    directory && t('in {0}', said(directory)),
  ];
  return parts.filter(Boolean).join(', ');
}
