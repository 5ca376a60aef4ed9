import { wrapAnsi } from 'fast-wrap-ansi';

import { printable } from './format.ts';
import { writeLine, type Io } from './io.ts';

/** The narrowest that text is wrapped to. */
const narrowest = 20;

/** Writes text, on a terminal in lines that fit it: what stands behind the first `indent` columns stays behind them. */
export function writeWrapped({ stdout, columns }: Pick<Io, 'stdout' | 'columns'>, text: string, indent = 0): void {
  const [first = '', ...rest] = printable(text).split('\n');
  const head = first.slice(0, indent);
  const lines = [first.slice(indent), ...rest].flatMap((line) => fitted(line, columns - indent));
  for (const [index, line] of lines.entries()) writeLine(stdout, `${index === 0 ? head : ' '.repeat(indent)}${line}`);
}

function fitted(line: string, columns: number): readonly string[] {
  return line.length <= columns ? [line] : wrapAnsi(line, Math.max(narrowest, columns)).split('\n');
}
