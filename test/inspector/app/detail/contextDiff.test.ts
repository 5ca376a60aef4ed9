import { expect, it } from 'vitest';

import { contextDiff } from '../../../../inspector/app/detail/contextDiff.ts';

it('tells what was added, removed and changed, by path', () => {
  const before = { seq: 1, spent: 0.1, evaluation: { canHandle: true }, attempts: [{ tierLevel: 1 }], draft: null };
  const after = { seq: 2, spent: 0.2, evaluation: null, attempts: [{ tierLevel: 1 }, { tierLevel: 2 }], draft: null };
  expect(contextDiff(before, after, ['seq'])).toEqual([
    { path: 'spent', kind: 'changed', before: '0.1', after: '0.2' },
    { path: 'evaluation', kind: 'removed', before: '{"canHandle":true}' },
    { path: 'attempts[1].tierLevel', kind: 'added', after: '2' },
  ]);
});

it('tells what comes in the place of nothing field by field', () => {
  expect(contextDiff({ answer: null }, { answer: { text: 'hi', notes: [], empty: null } })).toEqual([
    { path: 'answer.text', kind: 'added', after: '"hi"' },
    { path: 'answer.notes', kind: 'added', after: '[]' },
  ]);
});

it('says nothing of equal values, nor of one kind of nothing in the place of another', () => {
  expect(contextDiff({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } })).toEqual([]);
  expect(contextDiff({ a: null }, {})).toEqual([]);
});

it('takes a change of kind for a change', () => {
  expect(contextDiff({ a: [1] }, { a: { 0: 1 } })).toEqual([
    { path: 'a', kind: 'changed', before: '[1]', after: '{"0":1}' },
  ]);
});

it('cuts long values', () => {
  const [change] = contextDiff({ a: 'x' }, { a: 'y'.repeat(500) });
  expect(change?.after).toHaveLength(80);
});
