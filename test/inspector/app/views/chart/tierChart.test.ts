import { describe, expect, it } from 'vitest';

import { edgeKey } from '../../../../../inspector/app/views/chart/chart.ts';
import { chartOf } from '../../../../../inspector/app/views/chart/chartOf.ts';
import { labelBox, overlaps, segmentsOf } from '../../../../../inspector/app/views/chart/text.ts';
import { createHandoffMachine } from '../../../../../src/machines/handoffMachine.ts';
import type { HandoffPolicy } from '../../../../../src/machines/types.ts';
import { crossedBoxes, isOrthogonal, leafBoxes, overlappingBoxes } from './geometry.ts';

function tiersChart(count: number, policy: Partial<HandoffPolicy> = {}) {
  const tiers = Array.from({ length: count }, (_, index) => ({ level: index + 1, agentId: `agent ${index + 1}` }));
  const { definition } = createHandoffMachine({ tiers, policy });
  return chartOf(JSON.parse(JSON.stringify(definition)));
}

describe.each(Array.from({ length: 12 }, (_, index) => index + 1))('the chart of %i tiers', (count) => {
  const chart = tiersChart(count);
  const routes = [...(chart.layout?.routes ?? [])];

  it('keeps states apart', () => {
    expect(chart.kind).toBe('tiers');
    expect(leafBoxes(chart)).toHaveLength(4 * count + 3);
    expect(overlappingBoxes(chart)).toEqual([]);
  });

  it('routes every transition that moves, round all states', () => {
    const moving = chart.edges.filter(({ from, to }) => from !== to).map(edgeKey);
    expect(routes.map(([key]) => key).toSorted()).toEqual(['->tier1.evaluating', ...moving].toSorted());
    expect(crossedBoxes(chart, routes)).toEqual([]);
    expect(routes.filter(([, route]) => !isOrthogonal(route))).toEqual([]);
  });

  it('keeps words off states, and off the lines that lead elsewhere', () => {
    const labels = routes.flatMap(([key, { label }]) => (label === undefined ? [] : [[key, labelBox(label)] as const]));
    const boxes = leafBoxes(chart).map(([, box]) => box);
    const lines = routes.flatMap(([, route]) => segmentsOf(route));
    expect(labels.filter(([, label]) => [...boxes, ...lines].some((box) => overlaps(label, box)))).toEqual([]);
  });

  it('keeps words off the numbers of steps, also of three digits', () => {
    const labels = routes.flatMap(([key, { label }]) => (label === undefined ? [] : [[key, labelBox(label)] as const]));
    const marks = routes.map(([, { mark }]) => ({ x: mark.x - 20, y: mark.y - 10, width: 40, height: 20 }));
    expect(labels.filter(([, label]) => marks.some((mark) => overlaps(label, mark)))).toEqual([]);
  });

  it('stays inside its size', () => {
    const { width = 0, height = 0 } = chart.layout ?? {};
    const points = routes.flatMap(([, route]) => route.points);
    expect(points.filter(({ x, y }) => x < 0 || y < 0 || x > width || y > height)).toEqual([]);
  });
});

it('draws the climbs that the definition does not tell', () => {
  const keys = tiersChart(3).edges.map(edgeKey);
  expect(keys).toContain('tier1.escalating->tier2.evaluating');
  expect(keys).toContain('tier2.escalating->tier3.evaluating');
});

it('runs a jump over the tiers between, and a stay as a loop, without crossing a state', () => {
  const chart = tiersChart(5, { routing: 'direct' });
  const moves = [
    ['tier1.escalating', 'tier4.evaluating'],
    ['tier2.executing', 'tier2.executing'],
  ] as const;
  const routes = moves.flatMap(([from, to]) => {
    const route = chart.layout?.route(from, to);
    return route === undefined ? [] : [[`${from} to ${to}`, route] as const];
  });
  expect(routes).toHaveLength(2);
  expect(crossedBoxes(chart, routes)).toEqual([]);
});

it('sets the final states of a wide chart below the tier that is looked at', () => {
  const chart = tiersChart(12);
  const placed = [1, 9, 12].map((level) => {
    const layout = chart.layoutAt?.(level);
    const [tier, failed] = [layout?.boxes.get(`tier${level}`), layout?.boxes.get('failed')];
    expect(crossedBoxes({ ...chart, layout }, layout?.routes ?? [])).toEqual([]);
    return Math.abs((tier?.x ?? 0) + (tier?.width ?? 0) / 2 - (failed?.x ?? 0) - (failed?.width ?? 0) / 2);
  });
  expect(Math.max(...placed)).toBeLessThan(100);
  expect(tiersChart(3).layoutAt).toBeUndefined();
});

it('names a tier by its name and its agent', () => {
  const { definition } = createHandoffMachine({ tiers: [{ level: 7, agentId: 'gpt', name: 'Strong' }] });
  const tier = chartOf(JSON.parse(JSON.stringify(definition))).nodes.find(({ id }) => id === 'tier7');
  expect(tier?.tier).toEqual({ level: 7, agentId: 'gpt', name: 'Strong' });
});
