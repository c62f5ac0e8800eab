/** Durations in seconds as people say them: the two largest units, rounded down. */

const units: [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const first = units.findIndex(([, size]) => whole >= size);
  if (first === -1) return '0 s';
  const [name, size] = units[first] as [string, number];
  const count = `${Math.floor(whole / size)} ${name}`;
  const [nextName, nextSize] = units[first + 1] ?? ['', 0];
  const rest = nextSize > 0 ? Math.floor((whole % size) / nextSize) : 0;
  return rest > 0 ? `${count} ${rest} ${nextName}` : count;
}

/** A countdown's clock: `9:05`, `1:00:00`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
