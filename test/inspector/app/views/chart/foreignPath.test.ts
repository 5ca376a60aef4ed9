import { expect, it } from 'vitest';
import { createActor, createMachine, type AnyStateMachine } from 'xstate';

import { chartOf } from '../../../../../inspector/app/views/chart/chartOf.ts';
import { foreignPathOf, leavesOf } from '../../../../../inspector/app/views/chart/foreignPath.ts';
import type { ForeignStep } from '../../../../../inspector/protocol.ts';

it('finds the innermost states of a state value', () => {
  expect(leavesOf('green')).toEqual(['green']);
  expect(leavesOf({ red: 'walk' })).toEqual(['red.walk']);
  expect(leavesOf({ both: { lamp: 'on', alarm: { loud: {} } } })).toEqual(['both.lamp.on', 'both.alarm.loud']);
  expect([null, 4, [], undefined].flatMap((value) => leavesOf(value))).toEqual([]);
});

/** The way of a real actor through a machine, as the chart draws it: `[step, from, to]`. */
function wayOf(machine: AnyStateMachine, ...events: readonly string[]) {
  const actor = createActor(machine).start();
  const stepAt = (type: string, index: number): ForeignStep => {
    if (index > 0) actor.send({ type });
    const { value } = actor.getSnapshot();
    return { index, timestamp: '', event: { type }, snapshot: { value } };
  };
  const steps = ['xstate.init', ...events].map(stepAt);
  const path = foreignPathOf(chartOf(machine.definition), steps, steps.length - 1);
  return path.map(({ seq, from, to }) => [seq, from, to]);
}

it('tells the moves of an actor from what its state became', () => {
  const machine = createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: 'busy', PING: {} } },
      busy: { initial: 'a', on: { STOP: 'idle' }, states: { a: { on: { NEXT: 'b' } }, b: {} } },
    },
  });
  expect(wayOf(machine, 'PING', 'UNKNOWN', 'GO', 'NEXT', 'STOP')).toEqual([
    [0, null, 'idle'],
    [1, 'idle', 'idle'],
    [3, 'idle', 'busy'],
    [4, 'busy.a', 'busy.b'],
    [5, 'busy', 'idle'],
  ]);
});

it('marks the edge to a history, and not one that leads to where it led', () => {
  const machine = createMachine({
    initial: 'off',
    states: {
      off: { on: { RESET: 'on', JUMP: 'on.b', RESUME: 'on.past' } },
      on: {
        initial: 'a',
        on: { STOP: 'off' },
        states: { a: { on: { NEXT: 'b' } }, b: {}, past: { type: 'history' } },
      },
    },
  });
  expect(wayOf(machine, 'RESET', 'NEXT', 'STOP', 'RESUME').slice(1)).toEqual([
    [1, 'off', 'on'],
    [2, 'on.a', 'on.b'],
    [3, 'on', 'off'],
    [4, 'off', 'on.past'],
  ]);
});

const parallel = createMachine(
  {
    type: 'parallel',
    on: { ANYWHERE: '.lamp.broken' },
    states: {
      lamp: {
        initial: 'off',
        states: { off: { on: { TOGGLE: 'on', ALL: 'on' } }, on: { on: { TOGGLE: 'off' } }, broken: {} },
      },
      alarm: {
        initial: 'quiet',
        states: { quiet: { on: { TOGGLE: 'loud' } }, loud: { on: { TOGGLE: 'quiet' } } },
      },
      count: { initial: 'one', states: { one: { on: { ALL: {}, TOGGLE: { guard: 'never' } } } } },
    },
  },
  { guards: { never: () => false } },
);

it('marks every edge that an event took in regions side by side', () => {
  expect(wayOf(parallel, 'TOGGLE', 'TOGGLE').slice(3)).toEqual([
    [1, 'lamp.off', 'lamp.on'],
    [1, 'alarm.quiet', 'alarm.loud'],
    [2, 'lamp.on', 'lamp.off'],
    [2, 'alarm.loud', 'alarm.quiet'],
  ]);
});

it('marks what stays beside what moves, unless a guard may have kept it', () => {
  expect(wayOf(parallel, 'ALL').slice(3)).toEqual([
    [1, 'lamp.off', 'lamp.on'],
    [1, 'count.one', 'count.one'],
  ]);
});

it('begins at the state that was left where the root moves', () => {
  expect(wayOf(parallel, 'ANYWHERE').slice(3)).toEqual([[1, 'lamp.off', 'lamp.broken']]);
});

it('tells ways that a guard chose between by where they led', () => {
  const machine = createMachine({
    initial: 'start',
    states: {
      start: { on: { GO: [{ target: 'end', guard: () => false }, { target: 'end.second' }] } },
      end: { initial: 'first', states: { first: {}, second: {} } },
    },
  });
  expect(wayOf(machine, 'GO').slice(1)).toEqual([[1, 'start', 'end.second']]);
});

it('marks all targets of one transition', () => {
  const machine = createMachine({
    initial: 'start',
    states: {
      start: { on: { GO: { target: ['#x', '#y'] } } },
      both: {
        type: 'parallel',
        states: {
          left: { initial: 'a', states: { a: {}, x: { id: 'x' } } },
          right: { initial: 'a', states: { a: {}, y: { id: 'y' } } },
        },
      },
    },
  });
  expect(wayOf(machine, 'GO').slice(1)).toEqual([
    [1, 'start', 'both.left.x'],
    [1, 'start', 'both.right.y'],
  ]);
});

it('draws straight what the machine has no way for', () => {
  const chart = chartOf(createMachine({ initial: 'a', states: { a: {}, b: {} } }).definition);
  const step = (index: number, value: string): ForeignStep => ({
    index,
    timestamp: '',
    event: { type: 'X' },
    snapshot: { value },
  });
  expect(foreignPathOf(chart, [step(0, 'a'), step(1, 'b')], 0)).toHaveLength(1);
  expect(foreignPathOf(chart, [step(0, 'a'), step(1, 'b')], 1)[1]).toMatchObject({ from: 'a', to: 'b' });
});

it('draws the last of very many steps, and no entry in the middle of them', () => {
  const machine = createMachine({ initial: 'a', states: { a: { on: { T: 'b' } }, b: { on: { T: 'a' } } } });
  const way = wayOf(machine, ...Array.from({ length: 500 }, () => 'T'));
  expect(way).toHaveLength(200);
  expect(way[0]).toEqual([301, 'a', 'b']);
});
