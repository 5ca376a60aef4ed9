import { relative } from 'node:path';

type Cell = string | number;

/** Prints a heading with a blank line above it. */
export function heading(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}

/** Prints rows in aligned columns, numbers to the right. The first row names the columns. */
export function table(names: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const widths = names.map((name, column) => Math.max(name.length, ...rows.map((row) => String(row[column]).length)));
  const isNumeric = names.map((_, column) => rows.every((row) => /^[$\d–.,% ]+$/.test(String(row[column]))));
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  for (const row of [names, ...rows]) console.log(line(row));
}

/** The beginning of a text, on one line. */
export function short(text: string, length = 60): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

export function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The command that this program was started with: from the package with Node, in a clone with npm. */
export function startedBy(): string {
  const runner = process.env['npm_lifecycle_event'] === 'example' ? 'npm run example' : 'node';
  return `${runner} ${relative(process.cwd(), process.argv[1] ?? '')}`;
}
