/** Broken configuration files, in words below whatever else is shown. */

import type { ConfigurationProblem } from '../../daemon/api.ts';
import { paintError } from './paint.ts';
import { plainText } from './plain-text.ts';
import { printAside } from './print.ts';

export function tellProblems(problems: ConfigurationProblem[]): void {
  for (const { file, message } of problems) {
    printAside(`${paintError('yellow', '!')} ${plainText(file)}: ${plainText(message)}`);
  }
}
