/** A moment as it stands in tables and sentences. Year first: `1/2/2026` is another day on the other side of an ocean. */

export function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('sv');
}
