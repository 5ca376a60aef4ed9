import { expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';

const agent = (agentId: string, canHandle: boolean) =>
  functionAgent({
    agentId,
    evaluate: () => ({ canHandle, complexityScore: 0.5, reasoning: 'at once', requiresTier: 3 }),
    execute: () => ({ result: 'ok', confidence: 1 }),
  });

test('agents that answer at once let the event loop turn, however many executions there are', async () => {
  const pattern = createHandoffPattern({ tiers: { 1: agent('a', false), 2: agent('b', false), 3: agent('c', true) } });
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const results = await Promise.all(Array.from({ length: 2_000 }, () => pattern.executeWithHandoff('a task')));
  isOver = true;
  expect(results).toHaveLength(2_000);
  expect(turns).toBeGreaterThan(24);
});
