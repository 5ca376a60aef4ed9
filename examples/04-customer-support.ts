// Five tickets through a support desk: known questions by keyword, then by meaning, the rest to the engineers' queue.
import { createHandoffPattern, functionAgent } from 'xstate-handoff';
import { knowledgeAgent, sampleKnowledge } from 'xstate-handoff/knowledge';

const engineers = functionAgent({
  agentId: 'engineering',
  evaluate: ({ tierLevel }) => ({
    canHandle: true,
    complexityScore: 0.9,
    reasoning: 'Not in the knowledge base: somebody has to look.',
    requiresTier: tierLevel,
    costUsd: 0,
  }),
  execute: ({ task }) => ({
    result: `Thank you. An engineer looks into this and writes back within a day: "${task}"`,
    confidence: 1,
    executionMetadata: { queue: 'engineering' },
    costUsd: 0,
  }),
});

const knowledge = sampleKnowledge();
const pattern = createHandoffPattern({
  tiers: {
    1: knowledgeAgent({ agentId: 'faq', knowledge, retriever: 'keyword' }),
    2: knowledgeAgent({ agentId: 'semantic search', knowledge, retriever: 'semantic' }),
    3: engineers,
  },
});

const tickets = [
  { priority: 'normal', task: 'How do I reset my password?' },
  { priority: 'high', task: "I can't get into my account" },
  { priority: 'normal', task: 'Where can I download my invoices?' },
  { priority: 'low', task: 'Why was I charged twice this month?' },
  { priority: 'high', task: 'Our production cluster loses writes after a failover, please find the root cause' },
];

const handled = new Map<number, number>();
for (const { priority, task } of tickets) {
  const result = await pattern.executeWithHandoff(task, { context: `Priority: ${priority}` });
  handled.set(result.finalTier, (handled.get(result.finalTier) ?? 0) + 1);
  console.log(`[${priority}] ${task}`);
  console.log(
    `  tier ${result.finalTier}, escalations: ${result.escalationCount}, confidence ${result.confidence?.toFixed(2)}`,
  );
  console.log(`  ${result.result}\n`);
}

console.log('Report');
for (const [level, agent] of pattern.tiers) {
  const count = handled.get(level) ?? 0;
  console.log(
    `  tier ${level} ${agent.agentId}: ${count} of ${tickets.length} (${Math.round((100 * count) / tickets.length)} %)`,
  );
}
