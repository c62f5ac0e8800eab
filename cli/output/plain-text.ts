/** Text from servers and files must not steer the terminal: control characters and direction marks are shown as `?`. */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '?');
}
