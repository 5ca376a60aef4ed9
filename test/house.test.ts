import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = globSync(['src/**/*.ts', 'inspector/**/*.{ts,tsx}']);

/** The lines of the product that a pattern matches, but for those of the files that may hold such. */
function linesWith(pattern: RegExp, ...home: readonly string[]): readonly string[] {
  return linesIn(
    files.filter((file) => !home.includes(file)),
    pattern,
  );
}

function linesIn(some: readonly string[], pattern: RegExp): readonly string[] {
  return some.flatMap((file) =>
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

describe('sentences name their actor', () => {
  const rooms = [
    'src/analytics/',
    'src/cli/',
    'src/options/',
    'src/pattern/',
    'src/platform/',
    'src/time/',
    'src/words/',
    'inspector/',
  ];
  const some = files.filter((file) => rooms.some((room) => file.startsWith(room)));

  it('and no comment begins with what, whose or somebody', () => {
    expect(linesIn(some, /^\s*(?:\/\*\*|\*|\/\/) (?:What|Whose|Whoever|Who|Somebody|Nobody)\b/)).toEqual([]);
  });

  it('and no comment speaks of somebody or nobody', () => {
    expect(linesIn(some, /(?:\/\/|\*).*\b(?:somebody|nobody|whoever)\b/i)).toEqual([]);
  });
});
