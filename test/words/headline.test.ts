import { expect, it } from 'vitest';

import { createHandoffPattern, functionAgent } from '../../src/index.ts';
import { foldRecords } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { HandoffPolicy } from '../../src/machines/types.ts';
import { headlineOf } from '../../src/words/headline.ts';
import { agentThat, type AgentBehaviour } from '../support/agents.ts';

const ann = functionAgent({
  agentId: 'ann',
  evaluate: () => Promise.reject(new Error('nobody asks')),
  execute: () => ({ result: 'I do', confidence: 1 }),
});

async function recordsOf(first: AgentBehaviour, second: AgentBehaviour, policy: Partial<HandoffPolicy> = {}) {
  const tiers = { 1: agentThat('low', first), 2: agentThat('high', second) };
  const pattern = createHandoffPattern({ tiers, policy, human: ann });
  await pattern.executeWithHandoff('the task', { executionId: 'e1', context: 'about it' }).catch(() => undefined);
  return pattern.getTransitions('e1');
}

function headlines(records: readonly TransitionRecord[]): readonly string[] {
  return foldRecords(records).map(({ record, snapshot }) => headlineOf(record, snapshot.context));
}

const throwing = { execute: () => Promise.reject(new Error('no network')) };

it('says every step in plain words', async () => {
  expect(headlines(await recordsOf({ canHandle: false }, {}))).toEqual([
    'It begins at tier 1: evaluating next',
    'Tier 1 cannot handle it: escalating',
    'Handed up from tier 1 to tier 2',
    'Tier 2 can handle it: executing next',
    'Tier 2 answered',
  ]);
});

it('says why an answer was not taken, and that the last tier does its best', async () => {
  const records = await recordsOf({ confidence: 0.2 }, { canHandle: false }, { minConfidence: 0.6 });
  expect(headlines(records).slice(2)).toEqual([
    'Tier 1 answered, but was not sure enough: escalating',
    'Handed up from tier 1 to tier 2',
    'Tier 2 cannot handle it, and is the highest one allowed: doing its best next',
    'Tier 2 answered as well as it could',
  ]);
});

it('says that a person is asked where the policy hands over at the cap', async () => {
  const records = await recordsOf({ canHandle: false }, { canHandle: false }, { atCap: 'human' });
  expect(headlines(records).slice(3)).toEqual([
    'Tier 2 cannot handle it, and is the highest one allowed: asking a person next',
    'Tier 2 handed over, and the person answered',
  ]);
});

it('says that a call failed, and what that led to', async () => {
  expect(headlines(await recordsOf(throwing, {}))).toContain('The call of tier 1 failed: escalating');
  const ended = headlines(await recordsOf(throwing, {}, { onError: 'fail' }));
  expect(ended.at(-1)).toBe('The call of tier 1 failed: it ends here');
  const rejected = headlines(await recordsOf({ canHandle: false }, { canHandle: false }, { atCap: 'reject' }));
  expect(rejected.at(-1)).toBe('Tier 2 cannot handle it, and no higher tier is allowed');
});
