/** Where results go: standard output, as lines or as JSON for programs. */

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Words on the stream that the caller chose: where a value goes to standard output, they go to standard error. */
export function printOn(stream: NodeJS.WriteStream, line = ''): void {
  stream.write(`${line}\n`);
}

/** Hints and warnings, which must not mix with a result that a script reads. */
export function printAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** JSON.stringify escapes the controls of ASCII; those beyond, and direction marks, steer terminals as well. */
export function jsonText(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 2).replaceAll(/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escaped);
}
