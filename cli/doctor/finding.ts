/** What the doctor found: in the daemon's words, with where it belongs and what it means for the exit code. */

import type { Finding } from '../../daemon/api.ts';
import type { ExitCode } from '../exit-codes.ts';

export interface LocalFinding extends Finding {
  /** A heading: `This computer`, `Daemon`, `Profile lab`. */
  subject: string;
  /** What the whole examination ends with, if nothing before it is wrong; 0 for what works all the same. */
  exitCode: ExitCode;
}

/** Findings of one subject, as they come. */
export class Notes {
  readonly findings: LocalFinding[] = [];
  readonly #subject: string;

  constructor(subject: string) {
    this.#subject = subject;
  }

  ok(check: string, detail: string): void {
    this.#add({ check, result: 'ok', detail, advice: null }, 0);
  }

  warn(check: string, detail: string, advice: string): void {
    this.#add({ check, result: 'warning', detail, advice }, 0);
  }

  fail(check: string, detail: string, advice: string, exitCode: ExitCode = 1): void {
    this.#add({ check, result: 'failed', detail, advice }, exitCode);
  }

  /** As the daemon found it; a server that fails is what code 4 says. */
  take(finding: Finding): void {
    this.#add(finding, finding.result === 'failed' ? 4 : 0);
  }

  #add(finding: Finding, exitCode: ExitCode): void {
    this.findings.push({ subject: this.#subject, ...finding, exitCode });
  }
}

export function exitCodeOfAll(findings: LocalFinding[]): ExitCode {
  return findings.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0;
}
