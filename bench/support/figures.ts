/** What a bench has found, and how it is printed. */

export interface Row {
  what: string;
  /** How often it was measured. */
  samples: number;
  errors: number;
  /** Milliseconds. */
  median: number;
  p99: number;
  worst: number;
}

export interface Report {
  /** Of the bench: `npm run bench -- NAME` runs it again. */
  name: string;
  title: string;
  rows: Row[];
  /** What to look at: figures of one run against figures of the same run. */
  ratios: Record<string, number>;
  /** Counts and other things found that are no durations. */
  facts: Record<string, number | string>;
}

export function row(what: string, milliseconds: readonly number[], errors = 0): Row {
  const [median, p99, worst] = [0.5, 0.99, 1].map((share) => round(quantile(milliseconds, share)));
  return {
    what,
    samples: milliseconds.length,
    errors,
    median: median as number,
    p99: p99 as number,
    worst: worst as number,
  };
}

export function ratio(over: Row, under: Row, part: 'median' | 'p99' | 'worst' = 'median'): number {
  return round(over[part] / under[part]);
}

/** Of the sorted samples, the one below which this share lies; NaN where there is none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function print({ name, title, rows, ratios, facts }: Report): void {
  console.log(`\n${title}`);
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`  ${''.padEnd(width)} ${['median', 'p99', 'worst', 'times', 'errors'].map(column).join('')}   (ms)`);
  for (const { what, ...figures } of rows) {
    const { median, p99, worst, samples, errors } = figures;
    console.log(`  ${what.padEnd(width)} ${[median, p99, worst, samples, errors].map(column).join('')}`);
  }
  for (const [what, value] of Object.entries(ratios)) console.log(`  ratio, ${what}: ${value}`);
  for (const [what, value] of Object.entries(facts)) console.log(`  ${what}: ${value}`);
  console.log(`  again: npm run bench -- ${name}`);
}

function column(value: string | number): string {
  return String(value).padStart(10);
}

/** Three digits that mean something. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
