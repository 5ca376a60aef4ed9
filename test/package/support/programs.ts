/** A ladder of plain functions that prints who answered: it needs the library and nothing else. */
export const plainLadder = `
import { createHandoffPattern, functionAgent, inMemory } from 'xstate-handoff';

const agent = (agentId, canHandle) => functionAgent({
  agentId,
  evaluate: ({ tierLevel }) => ({ canHandle, complexityScore: 0.5, reasoning: 'r', requiresTier: canHandle ? tierLevel : 2 }),
  execute: () => ({ result: 'Done by ' + agentId, confidence: 0.9 }),
});
const pattern = createHandoffPattern({ tiers: { 1: agent('junior', false), 2: agent('senior', true) }, sharedMemory: inMemory() });
const { executionId, finalTier, result } = await pattern.executeWithHandoff('t');
const steps = await pattern.replay(executionId);
console.log(JSON.stringify({ finalTier, result, steps: steps.length }));
`;

/** What it prints. */
export const plainLadderOutput = { finalTier: 2, result: 'Done by senior', steps: 5 };

/** Asks a model at OPENAI_BASE_URL, and prints its answer. */
export const modelLadder = `
import { createHandoffPattern, openaiAgent } from 'xstate-handoff';

const model = openaiAgent({ agentId: 'model', apiKey: 'sk-test', baseURL: process.env.OPENAI_BASE_URL });
const pattern = createHandoffPattern({ tiers: { 1: model } });
try {
  const { result } = await pattern.executeWithHandoff('t');
  console.log(result);
} catch (error) {
  console.log(error.name + ': ' + error.message);
}
`;
