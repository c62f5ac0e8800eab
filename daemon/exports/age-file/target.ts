import type { ExportTarget } from '../../api.ts';
import { fieldOf } from '../../providers/management.ts';

export const ageFile: ExportTarget = {
  name: 'age-file',
  label: 'age file',
  description:
    'A new file that only the owners of some age keys can open, for them or for a machine: `age --decrypt -i key.txt lab.age`.',
  fields: [
    fieldOf({
      ...{ name: 'path', label: 'File', type: 'text', required: true, maximum: 4096 },
      help: 'It must not be there yet.',
    }),
    fieldOf({
      ...{ name: 'recipients', label: 'Recipients', type: 'text', required: true, maximum: 65_536 },
      help: 'Public keys (age1…) with blanks between, or files that have them.',
    }),
    fieldOf({
      ...{ name: 'armor', label: 'As text', type: 'boolean', default: true },
      help: 'Letters that can be pasted into a chat or a page (PEM); else bytes.',
    }),
  ],
  environment: [],
};
