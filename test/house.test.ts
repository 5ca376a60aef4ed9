import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = globSync(['src/**/*.ts', 'inspector/**/*.{ts,tsx}']);

/** The lines of the product that a pattern matches, but for those of the files that may hold such. */
function linesWith(pattern: RegExp, ...home: readonly string[]): readonly string[] {
  return files
    .filter((file) => !home.includes(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
}

describe('the names of states and services', () => {
  const homes = ['src/machines/stateName.ts', 'src/machines/serviceId.ts'];
  const ended = String.raw`\.(?:evaluat(?:e|ing)|execut(?:e|ing)|escalating|capped)\b`;

  it.each([
    ['by their end', new RegExp(String.raw`(?:ends|starts)With\([^)]*${ended}`)],
    ['by a template', new RegExp(String.raw`tier\$\{|\}${ended}`)],
    ['by a pattern', /tier\(?\\d|tier\[\d/],
    ['by their beginning', /(?:startsWith|slice|replace|split|indexOf)\((['"`])tier/],
    ['of the final states', /=== 'done' \|\| \w+ === 'failed' \|\| \w+ === 'cancelled'|'done', 'failed', 'cancelled'/],
    ['of events', /`xstate\.(?:done|error)\.actor\.\$\{(?!string\})/],
  ])('are made and taken apart %s in their own files only', (_, pattern) => {
    expect(linesWith(pattern, ...homes)).toEqual([]);
  });
});
