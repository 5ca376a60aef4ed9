import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { inMemory } from '../../../src/memory/inMemory.ts';
import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { functionAgent, type FunctionAgentOptions } from '../../../src/services/functionAgent.ts';

/** Every text that `eraseFields` can remove, each in no other field than its own. */
export const texts = {
  task: 'Why was Ms Ångström’s invoice 4711 charged twice? 🙂',
  context: 'premium customer since 2019',
  reasoning: 'the customer asks about money',
  result: 'The second charge is refunded.',
  metadata: 'ticket-0815',
  coercion: '"yes" read as true',
  errorMessage: 'the line to the billing system is down',
} as const;

type Evaluate = FunctionAgentOptions['evaluate'];
type Execute = FunctionAgentOptions['execute'];

/** The records of a real run: declined, answered without confidence, failed, and answered by the fourth tier. */
export async function recordedRun(executionId = 'run-1'): Promise<readonly TransitionRecord[]> {
  const memory = inMemory();
  const pattern = createHandoffPattern({
    tiers: { 1: agent('declines', judge(false)), 2: agent('unsure', judge(true), answer(0.2)), 3: failing, 4: sure },
    policy: { minConfidence: 0.5 },
    sharedMemory: memory,
  });
  await pattern.executeWithHandoff(texts.task, { executionId, context: texts.context });
  return memory.read(executionId);
}

const judge =
  (canHandle: boolean): Evaluate =>
  ({ tierLevel }) => ({
    canHandle,
    complexityScore: 0.1 + 0.2,
    reasoning: texts.reasoning,
    requiresTier: tierLevel + 1,
    usage: { inputTokens: 120, outputTokens: 40 },
    costUsd: 0.000_12,
    coercions: [`canHandle: ${texts.coercion}`],
  });

const answer =
  (confidence: number): Execute =>
  () => ({ result: texts.result, confidence, executionMetadata: { about: [texts.metadata, null, { paid: true }] } });

function agent(agentId: string, evaluate: Evaluate, execute: Execute = answer(0.9)) {
  return functionAgent({ agentId, evaluate, execute });
}

const failing = agent('fails', judge(true), () => {
  throw new Error(texts.errorMessage);
});
const sure = agent('sure', judge(true));
