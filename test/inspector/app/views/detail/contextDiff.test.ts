import { describe, expect, it } from 'vitest';

import { contextDiff } from '../../../../../inspector/app/views/detail/contextDiff.ts';

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

describe('lists', () => {
  const attempt = (tierLevel: number) => ({ tierLevel, outcome: 'declined' });
  const attempts = (first: number, last: number) => ({
    attempts: Array.from({ length: last - first + 1 }, (_, index) => attempt(first + index)),
  });

  it('tells of a window that moved what went out of it and what came in', () => {
    expect(contextDiff(attempts(3, 10), attempts(4, 11))).toEqual([
      { path: 'attempts[0]', kind: 'removed', before: '{"tierLevel":3,"outcome":"declined"}' },
      { path: 'attempts[7].tierLevel', kind: 'added', after: '11' },
      { path: 'attempts[7].outcome', kind: 'added', after: '"declined"' },
    ]);
  });

  it('tells what was put in and taken out in the middle, and nothing of what only moved', () => {
    expect(contextDiff({ a: [1, 2, 3, 4] }, { a: [1, 9, 2, 4] })).toEqual([
      { path: 'a[1]', kind: 'added', after: '9' },
      { path: 'a[2]', kind: 'removed', before: '3' },
    ]);
  });

  it('tells what changed within an item that stays in its place', () => {
    expect(contextDiff({ a: [{ b: 1, c: 1 }, 2] }, { a: [{ b: 1, c: 3 }, 2] })).toEqual([
      { path: 'a[0].c', kind: 'changed', before: '1', after: '3' },
    ]);
  });

  it('compares item by item where lists are too long to be matched', () => {
    const list = (start: number) => Array.from({ length: 2_000 }, (_, index) => start + index);
    expect(contextDiff({ a: list(0) }, { a: list(1) })).toHaveLength(2_000);
    expect(contextDiff({ a: list(0) }, { a: [...list(0), 'last'] })).toEqual([
      { path: 'a[2000]', kind: 'added', after: '"last"' },
    ]);
  });
});
