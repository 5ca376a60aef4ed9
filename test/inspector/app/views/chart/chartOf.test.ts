import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMachine } from 'xstate';

import { edgeKey } from '../../../../../inspector/app/views/chart/chart.ts';
import { chartOf } from '../../../../../inspector/app/views/chart/chartOf.ts';
import { triggerWords } from '../../../../../inspector/app/views/chart/triggerWords.ts';
import { crossedBoxes, isOrthogonal, overlappingBoxes } from './geometry.ts';

const light = createMachine({
  id: 'light',
  initial: 'green',
  on: { RESET: '.green' },
  states: {
    green: { on: { TIMER: 'yellow' } },
    yellow: { after: { 1000: 'red' } },
    red: {
      initial: 'walk',
      onDone: 'green',
      states: { walk: { on: { TICK: { target: 'stop', guard: 'isClear' } } }, stop: { type: 'final' } },
      on: { POWER_OUT: 'blinking' },
    },
    blinking: {
      type: 'parallel',
      on: { POWER: 'green' },
      states: {
        lamp: { initial: 'on', states: { on: { on: { TOGGLE: 'off' } }, off: { on: { TOGGLE: 'on' } } } },
        alarm: { initial: 'silent', states: { silent: { on: { RING: 'loud' } }, loud: {} } },
      },
    },
  },
});

function wired(definition: unknown): unknown {
  return JSON.parse(JSON.stringify(definition));
}

it('reads nested and parallel states, guards, delays and transitions of the root', () => {
  const chart = chartOf(wired(light.definition));
  expect(chart.kind).toBe('nested');
  expect(chart.nodes.find(({ id }) => id === 'blinking.lamp.on')).toEqual({
    id: 'blinking.lamp.on',
    label: 'on',
    parent: 'blinking.lamp',
    type: 'atomic',
    depth: 2,
    initial: true,
  });
  expect(chart.nodes.find(({ id }) => id === 'blinking')?.type).toBe('parallel');
  const words = new Map(chart.edges.map((edge) => [edgeKey(edge), triggerWords(edge.triggers)]));
  expect(words.get('yellow->red')).toBe('after 1000 ms');
  expect(words.get('red.walk->red.stop')).toBe('TICK [isClear]');
  expect(words.get('red->green')).toBe('red done');
  expect(words.get('->green')).toBe('RESET');
});

it('reads the definition itself as well as its JSON', () => {
  const { nodes, edges } = chartOf(light.definition);
  const wire = chartOf(wired(light.definition));
  expect([nodes, edges]).toEqual([wire.nodes, wire.edges]);
});

it('lays nested states out inside their parents, and routes round states', () => {
  const chart = chartOf(wired(light.definition));
  const { boxes, routes } = chart.layout ?? { boxes: new Map(), routes: new Map() };
  expect(overlappingBoxes(chart)).toEqual([]);
  expect(crossedBoxes(chart, routes)).toEqual([]);
  for (const { id, parent } of chart.nodes) {
    const [inner, outer] = [boxes.get(id), boxes.get(parent ?? '')];
    if (parent !== null) expect(inner.x > outer.x && inner.x + inner.width < outer.x + outer.width, id).toBe(true);
  }
});

it('draws machines of any shape without a line through a state', () => {
  const machines = fc
    .integer({ min: 1, max: 9 })
    .chain((count) =>
      fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 14 }).map((moves) => ({ count, moves })),
    );
  fc.assert(
    fc.property(machines, ({ count, moves }) => {
      const states = Object.fromEntries(
        Array.from({ length: count }, (_, index) => {
          const on = Object.fromEntries(
            moves.flatMap(([from, to], move) => (from === index ? [[`E${move}`, `s${to}`]] : [])),
          );
          return [`s${index}`, { on }];
        }),
      );
      const chart = chartOf(wired(createMachine({ initial: 's0', states }).definition));
      const routes = [...(chart.layout?.routes ?? [])];
      const moving = new Set(moves.filter(([from, to]) => from !== to).map(String));
      expect(routes).toHaveLength(moving.size);
      expect(crossedBoxes(chart, routes)).toEqual([]);
      expect(routes.every(([, route]) => isOrthogonal(route))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('tells a machine of very many states as an outline', () => {
  const states = Object.fromEntries(Array.from({ length: 61 }, (_, index) => [`s${index}`, {}]));
  const chart = chartOf(wired(createMachine({ initial: 's0', states }).definition));
  expect(chart.kind).toBe('outline');
  expect(chart.layout).toBeUndefined();
});

it('takes a machine that only looks like ours for another one', () => {
  const phases = { evaluating: {}, executing: {}, escalating: {}, capped: {} };
  const states = { tier1: { initial: 'capped', states: phases }, done: {}, failed: {} };
  expect(chartOf(wired(createMachine({ initial: 'tier1', states }).definition)).kind).toBe('nested');
});

it.each([
  null,
  undefined,
  'text',
  [],
  {},
  { states: [] },
  { states: { a: null, b: 3, c: { states: { d: { transitions: 7 } } } } },
  { states: { a: { id: 'a', transitions: [{ target: ['#a', '#gone', 4, null] }, null, { target: {} }] } } },
  { states: { __proto__: {}, '': { states: { '': {} } } } },
  {
    id: 4,
    initial: { target: 5 },
    states: { a: { type: 'odd', invoke: [null, { id: {} }], transitions: [{ eventType: 'x' }] } },
  },
])('makes a chart of %j without an error', (definition) => {
  expect(() => chartOf(definition)).not.toThrow();
});

it('makes a chart of anything that came over a wire', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(chartOf(value).nodes.length).toBeLessThan(2_000);
      const inside = chartOf({
        id: 'm',
        initial: value,
        states: { a: value, b: { id: 'm.b', transitions: value, states: value } },
      });
      expect(inside.nodes.map(({ id }) => id)).toContain('b');
    }),
    { numRuns: 150 },
  );
});

it('does not lose itself in a definition of endless depth', () => {
  let states: unknown = {};
  for (let depth = 0; depth < 5_000; depth += 1) states = { s: { states } };
  expect(chartOf({ states }).nodes.length).toBeLessThan(60);
});
