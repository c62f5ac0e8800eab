/** A table that fits the terminal: where it is too wide, the least important columns are made brief or left out. */

import { stripVTControlCharacters } from 'node:util';
import { paint } from './paint.ts';

export interface Column<Row> {
  title: string;
  /** Text without control characters; it may be painted. */
  cell: (row: Row) => string;
  /** The highest number is left out first; 0: never. */
  droppable?: number;
  /** What stands there before the whole column is left out. */
  brief?: (row: Row) => string;
}

/** Lines without a newline at the end. `width` in columns of the terminal; Infinity for pipes. */
export function table<Row>(columns: Column<Row>[], rows: Row[], width = terminalWidth()): string {
  const shown = [...columns];
  while (widthOf(shown, rows) > width) {
    const next = shown.reduce((a, b) => ((b.droppable ?? 0) > (a.droppable ?? 0) ? b : a));
    if (!next.droppable) break;
    const { brief, ...rest } = next;
    shown.splice(shown.indexOf(next), 1, ...(brief ? [{ ...rest, cell: brief }] : []));
  }
  const widths = shown.map((column) => columnWidth(column, rows));
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const title = line(shown.map((column) => paint('dim', column.title)));
  return [title, ...rows.map((row) => line(shown.map((column) => column.cell(row))))].join('\n');
}

export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
}

function widthOf<Row>(columns: Column<Row>[], rows: Row[]): number {
  return columns.reduce((sum, column) => sum + columnWidth(column, rows) + 2, -2);
}

function columnWidth<Row>(column: Column<Row>, rows: Row[]): number {
  return Math.max(visibleLength(column.title), ...rows.map((row) => visibleLength(column.cell(row))));
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - visibleLength(cell)));
}

function visibleLength(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
