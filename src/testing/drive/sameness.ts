import { fieldsOfRecord } from '../../machines/recordFields.ts';

/** The keys of what may differ between the same execution on two clocks, or under two ids. */
const incidental: ReadonlySet<string> = new Set([
  ...fieldsOfRecord.flatMap(({ keys, incidental: differs }) => (differs === undefined ? [] : keys.slice(-1))),
  'now',
  'startedAt',
  'since',
]);

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** A value as text, without ids and times. */
function essence(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (incidental.has(key)) return undefined;
    return typeof part === 'string' ? part.replaceAll(time, '<time>') : part;
  });
}

/** The first position at which two lists differ in more than ids and times, in words; `undefined`: they do not. */
export function differenceBetween(
  what: string,
  found: readonly unknown[],
  expected: readonly unknown[],
): string | undefined {
  for (let index = 0; index < Math.max(found.length, expected.length); index += 1) {
    const [is, should] = [shown(found, index), shown(expected, index)];
    if (is !== should) return `${what} ${index} is\n  ${is}\nand should be\n  ${should}`;
  }
}

function shown(values: readonly unknown[], index: number): string {
  return index < values.length ? essence(values[index]) : 'missing';
}
