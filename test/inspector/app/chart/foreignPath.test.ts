import { expect, it } from 'vitest';
import { createMachine } from 'xstate';

import { chartOf } from '../../../../inspector/app/chart/chartOf.ts';
import { foreignPathOf, leavesOf } from '../../../../inspector/app/chart/foreignPath.ts';
import type { ForeignStep } from '../../../../inspector/protocol.ts';
import type { JsonValue } from '../../../../src/machines/types.ts';

it('finds the innermost states of a state value', () => {
  expect(leavesOf('green')).toEqual(['green']);
  expect(leavesOf({ red: 'walk' })).toEqual(['red.walk']);
  expect(leavesOf({ both: { lamp: 'on', alarm: { loud: {} } } })).toEqual(['both.lamp.on', 'both.alarm.loud']);
  expect([null, 4, [], undefined].flatMap((value) => leavesOf(value))).toEqual([]);
});

it('tells the moves of an actor from what its state became', () => {
  const chart = chartOf(
    createMachine({
      initial: 'idle',
      states: {
        idle: { on: { GO: 'busy', PING: {} } },
        busy: { initial: 'a', on: { STOP: 'idle' }, states: { a: { on: { NEXT: 'b' } }, b: {} } },
      },
    }).definition,
  );
  const values: readonly (readonly [string, JsonValue])[] = [
    ['xstate.init', 'idle'],
    ['PING', 'idle'],
    ['UNKNOWN', 'idle'],
    ['GO', { busy: 'a' }],
    ['NEXT', { busy: 'b' }],
    ['STOP', 'idle'],
  ];
  const steps = values.map(([type, value], index): ForeignStep => ({
    index,
    timestamp: '',
    event: { type },
    snapshot: { value },
  }));
  expect(foreignPathOf(chart, steps, 5).map(({ seq, from, to }) => [seq, from, to])).toEqual([
    [0, null, 'idle'],
    [1, 'idle', 'idle'],
    [3, 'idle', 'busy'],
    [4, 'busy.a', 'busy.b'],
    [5, 'busy', 'idle'],
  ]);
  expect(foreignPathOf(chart, steps, 3)).toHaveLength(3);
});
