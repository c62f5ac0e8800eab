/** Where results go: standard output, as lines or as JSON for programs. */

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Hints and warnings, which must not mix with a result that a script reads. */
export function printAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
