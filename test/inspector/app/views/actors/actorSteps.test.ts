import { expect, test } from 'vitest';

import { knownAt, snapshotChanges, stepAt } from '../../../../../inspector/app/views/actors/actorSteps.ts';
import { stateText } from '../../../../../inspector/app/views/chart/foreignPath.ts';
import { stepRowsOf } from '../../../../../inspector/app/views/timeline/rows.ts';
import type { ForeignStep } from '../../../../../inspector/protocol.ts';

const step = (index: number, snapshot?: ForeignStep['snapshot']): ForeignStep => ({
  index,
  timestamp: '2026-11-24T09:00:00.000Z',
  event: { type: 'NEXT' },
  ...(snapshot !== undefined && { snapshot }),
});

test('states are told as paths, those of parallel regions side by side', () => {
  expect(stateText({ work: { review: 'second' }, timer: 'ticking' })).toBe('work.review.second, timer.ticking');
  const rows = stepRowsOf([
    step(0, { status: 'active', value: { work: { review: 'second' } } }),
    step(1, { status: 'done', output: 4 }),
  ]);
  expect(rows.map((row) => row.told().detail)).toEqual(['work.review.second', 'done']);
  expect(rows[0]?.text()).toContain('work.review.second');
});

test('a step changes the state, the context and what else the snapshot holds', () => {
  const before = { status: 'active', value: { work: 'draft' }, context: { score: 0, comments: [] } };
  const after = { status: 'done', value: 'end', context: { score: 1, comments: [] }, output: { total: 1 } };
  expect(snapshotChanges(before, after)).toEqual([
    { path: 'state', kind: 'changed', before: 'work.draft', after: 'end' },
    { path: 'status', kind: 'changed', before: '"active"', after: '"done"' },
    { path: 'context.score', kind: 'changed', before: '0', after: '1' },
    { path: 'output.total', kind: 'added', after: '1' },
  ]);
});

test('the first step brings everything, also of an actor without states', () => {
  expect(snapshotChanges(undefined, { status: 'active', context: { a: 1 } })).toEqual([
    { path: 'status', kind: 'added', after: '"active"' },
    { path: 'context.a', kind: 'added', after: '1' },
  ]);
});

test('a step that is not there any more is the one before it', () => {
  const steps = [step(0, { status: 'active', value: 'a' }), step(7), step(8, { status: 'active', value: 'b' })];
  expect([stepAt(steps, 5)?.index, stepAt(steps, 7)?.index, knownAt(steps, 7)?.index]).toEqual([0, 7, 0]);
});
