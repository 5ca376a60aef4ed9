import { expect, it } from 'vitest';

import { chartOf } from '../../../../../inspector/app/views/chart/chartOf.ts';
import {
  countText,
  countedEdges,
  markText,
  nextStep,
  takenEdges,
} from '../../../../../inspector/app/views/chart/marks.ts';
import { countsOf, pathOf } from '../../../../../inspector/app/views/chart/path.ts';
import { chartSentence, stepSentence, stepsSentence } from '../../../../../inspector/app/views/chart/sentence.ts';
import { configOf } from '../../../../../src/machines/fold.ts';
import { createHandoffMachine } from '../../../../../src/machines/handoffMachine.ts';
import { sampleRecords } from '../../../../../src/testing/store/sampleRecords.ts';

const records = sampleRecords('e1', { escalations: 1 });
const chart = chartOf(createHandoffMachine(configOf(records) ?? { tiers: [] }).definition);

it('is the way up to a position', () => {
  expect(pathOf(records, 3)).toEqual([
    { seq: 0, from: null, to: 'tier1.evaluating', tone: 'neutral' },
    { seq: 1, from: 'tier1.evaluating', to: 'tier1.escalating', tone: 'escalate' },
    { seq: 2, from: 'tier1.escalating', to: 'tier2.evaluating', tone: 'escalate' },
    { seq: 3, from: 'tier2.evaluating', to: 'tier2.executing', tone: 'execute' },
  ]);
});

it.each([
  ['completed', 'execute'],
  ['failed', 'failed'],
  ['cancelled', 'neutral'],
  ['waiting', 'neutral'],
] as const)('ends in a tone of its own: %s', (end, tone) => {
  const path = pathOf(sampleRecords('e1', { end }), 99);
  expect(path.at(-1)?.tone).toBe(tone);
});

it('counts how often each edge was taken', () => {
  const counts = countsOf([records, sampleRecords('e2', { escalations: 2 }), sampleRecords('e3', { escalations: 0 })]);
  expect(counts.get('->tier1.evaluating')).toBe(3);
  expect(counts.get('tier1.escalating->tier2.evaluating')).toBe(2);
  expect(counts.get('tier2.escalating->tier3.evaluating')).toBe(1);
  const drawn = chart.layout === undefined ? [] : countedEdges(chart.layout, counts);
  expect(drawn.find(({ from }) => from === '')).toMatchObject({ count: 3, width: 6 });
  expect(drawn.some(({ to }) => to.startsWith('tier3'))).toBe(false);
});

it('puts the steps of one edge into one mark, which goes from one to the next', () => {
  const stays = [4, 5, 6].map((seq) => ({
    seq,
    from: 'tier2.executing',
    to: 'tier2.executing',
    tone: 'neutral' as const,
  }));
  const taken = chart.layout === undefined ? [] : takenEdges(chart.layout, [...pathOf(records, 3), ...stays]);
  const mark = taken.at(-1);
  expect(taken).toHaveLength(5);
  expect(mark && [markText(mark), nextStep(mark, undefined).seq, nextStep(mark, 4).seq, nextStep(mark, 6).seq]).toEqual(
    ['4 … 6', 4, 5, 4],
  );
});

it('says in words where the execution stands', () => {
  const path = pathOf(records, 3);
  expect(chartSentence(chart, 'tier2.executing', path, undefined)).toBe(
    'Statechart of 2 tiers. It stands at tier 2, executing, after 1 escalation.',
  );
  expect(path.map(stepSentence)[1]).toBe('Step 1: tier 1, evaluating to tier 1, escalating, escalates');
});

it('says many steps of one edge in one sentence', () => {
  const step = (seq: number) => ({ seq, from: 'tier1.executing', to: 'tier1.executing', tone: 'neutral' as const });
  expect(stepsSentence([step(2), step(3), step(4), step(7)])).toBe(
    '4 steps, 2 to 7. The last is Step 7: stays at tier 1, executing',
  );
});

it.each([
  [7, '7'],
  [999, '999'],
  [1_234, '1.2k'],
  [12_345, '12k'],
])('writes the count %i so that it fits: %s', (count, text) => {
  expect(countText(count)).toBe(text);
});
