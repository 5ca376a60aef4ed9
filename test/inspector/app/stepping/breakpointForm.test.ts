import { describe, expect, test } from 'vitest';

import { breakpointWords, emptyBreakpoint, readBreakpoint } from '../../../../inspector/app/stepping/breakpointForm.ts';
import type { Breakpoint } from '../../../../inspector/protocol.ts';

const on = { breakpointId: 'breakpoint-1', enabled: true };

describe('a breakpoint that is written', () => {
  test('has the conditions that were given, and only those', () => {
    const all = { tierLevel: '2', kind: 'execute', costAbove: '0.01', confidenceBelow: '.6' } as const;
    expect(readBreakpoint(all, [])).toEqual({
      ok: true,
      value: { ...on, tierLevel: 2, kind: 'execute', costAbove: 0.01, confidenceBelow: 0.6 },
    });
    expect(readBreakpoint({ ...emptyBreakpoint, kind: 'evaluate' }, [])).toEqual({
      ok: true,
      value: { ...on, kind: 'evaluate' },
    });
    expect(readBreakpoint({ ...emptyBreakpoint, costAbove: '$0' }, [])).toMatchObject({ value: { costAbove: 0 } });
  });

  test('has an id of its own', () => {
    const others: Breakpoint[] = [{ breakpointId: 'breakpoint-2', enabled: false, tierLevel: 1 }];
    const filled = readBreakpoint({ ...emptyBreakpoint, tierLevel: '2' }, others);
    expect(filled).toMatchObject({ value: { breakpointId: 'breakpoint-3' } });
  });

  test('needs a condition', () => {
    const filled = readBreakpoint({ ...emptyBreakpoint, costAbove: ' ' }, []);
    expect(filled).toMatchObject({ ok: false, problems: { tierLevel: expect.stringContaining('at least one') } });
  });

  test('is refused where there is one like it, enabled or not', () => {
    const filled = readBreakpoint({ ...emptyBreakpoint, tierLevel: '2' }, [{ ...on, enabled: false, tierLevel: 2 }]);
    expect(filled).toMatchObject({ ok: false, problems: { tierLevel: expect.stringContaining('already') } });
  });

  test.each([
    ['tierLevel', '0'],
    ['tierLevel', '1.5'],
    ['tierLevel', 'top'],
    ['costAbove', '-1'],
    ['costAbove', 'a cent'],
    ['costAbove', '0,01'],
    ['costAbove', '$'],
    ['confidenceBelow', '1.1'],
    ['confidenceBelow', '60%'],
  ] as const)('refuses %s "%s" at that field', (field, text) => {
    const filled = readBreakpoint({ ...emptyBreakpoint, [field]: text }, []);
    expect(filled.ok ? [] : Object.keys(filled.problems)).toEqual([field]);
  });
});

test.each([
  [{ tierLevel: 2, kind: 'execute', costAbove: 0.01 }, 'before tier 2 executes, when more than $0.01 was spent'],
  [{ tierLevel: 2 }, 'before tier 2 is called'],
  [{ kind: 'evaluate' }, 'before any tier evaluates'],
  [{ confidenceBelow: 0.6 }, "before any tier is called, when the last answer's confidence was below 0.6"],
  [
    { costAbove: 1, confidenceBelow: 0.5 },
    "before any tier is called, when more than $1 was spent and the last answer's confidence was below 0.5",
  ],
] as const)('the breakpoint %j is said as "%s"', (conditions, words) => {
  expect(breakpointWords({ ...on, ...conditions })).toBe(words);
});
