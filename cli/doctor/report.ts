/** Findings as a person reads them: a heading, a line each, and below a line what to do. */

import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import type { LocalFinding } from './finding.ts';

const marks = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'] } as const;

export function findingsText(findings: LocalFinding[]): string {
  const subjects = [...new Set(findings.map(({ subject }) => subject))];
  const chapters = subjects.map((subject) => {
    const its = findings.filter((finding) => finding.subject === subject);
    return [paint('bold', plainText(subject)), ...its.flatMap(linesOf)].join('\n');
  });
  return [...chapters, summary(findings)].join('\n\n');
}

function linesOf({ check, result, detail, advice }: LocalFinding): string[] {
  const [style, mark] = marks[result];
  const line = `  ${paint(style, mark)} ${plainText(check)}: ${plainText(detail)}`;
  return advice ? [line, `    ${paint('cyan', '→')} ${plainText(advice)}`] : [line];
}

function summary(findings: LocalFinding[]): string {
  const count = (result: LocalFinding['result']) => findings.filter((finding) => finding.result === result).length;
  const failed = count('failed');
  const warnings = count('warning');
  if (failed + warnings === 0) return paint('green', 'All is well.');
  const parts = [failed && `${failed} to mend`, warnings && `${warnings} to know of`].filter(Boolean);
  return `${parts.join(', ')}: each has its → above.`;
}
