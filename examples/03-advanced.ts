// What the policy decides, what the record tells, and what happens at the edges.
import {
  analyzeEscalations,
  createHandoffPattern,
  ExecutionCancelledError,
  functionAgent,
  TiersExhaustedError,
} from 'xstate-handoff';

/** An agent that handles what is not harder than its limit, and is the surer the easier the task is. */
const agent = (agentId: string, limit: number) =>
  functionAgent({
    agentId,
    evaluate: ({ task, tierLevel }) => {
      const difficulty = Math.min(1, task.length / 100);
      return {
        canHandle: difficulty <= limit,
        complexityScore: difficulty,
        reasoning: `difficulty ${difficulty.toFixed(2)}, my limit is ${limit}`,
        requiresTier: difficulty <= limit ? tierLevel : difficulty > 0.6 ? 3 : tierLevel + 1,
      };
    },
    execute: ({ task, capped }) => ({
      result: `${agentId} ${capped ? 'did its best' : 'solved it'}`,
      confidence: capped ? 0.3 : 1 - task.length / 200,
      costUsd: 0,
    }),
  });
const tiers = { 1: agent('junior', 0.2), 2: agent('senior', 0.5), 3: agent('expert', 0.9) };
const hard = 'Our payments are booked twice whenever the queue is redelivered after a failover at night';

console.log('\nAnalytics');
const pattern = createHandoffPattern({ tiers });
const solved = await pattern.executeWithHandoff(hard);
const analysis = analyzeEscalations(await pattern.getHandoffHistory(solved.executionId));
console.log(analysis.decisionTrail.join('\n'));
console.log(`${analysis.escalations} escalations, average complexity ${analysis.averageComplexity?.toFixed(2)}`);

console.log('\nDirect routing skips the tiers in between');
const direct = createHandoffPattern({ tiers, policy: { routing: 'direct' } });
const jumped = await direct.executeWithHandoff(hard);
console.log(`tier ${jumped.finalTier}, escalations: ${jumped.escalationCount}`);

console.log('\nmaxTier: never above it, capped where it is not enough');
const capped = await pattern.executeWithHandoff(hard, { maxTier: 2 });
console.log(`tier ${capped.finalTier}, capped: ${capped.capped}, confidence ${capped.confidence}`);

console.log('\nminConfidence: an unsure answer goes up, with its draft');
const careful = createHandoffPattern({ tiers, policy: { minConfidence: 0.95 } });
const checked = await careful.executeWithHandoff('Change my mail');
console.log(`tier ${checked.finalTier}, escalations: ${checked.escalationCount}`);

console.log('\natCap: reject what nobody can handle');
const strict = createHandoffPattern({ tiers, policy: { atCap: 'reject' } });
try {
  await strict.executeWithHandoff(`${hard}, and only in the region that we closed`);
} catch (error) {
  if (!TiersExhaustedError.isInstance(error)) throw error;
  console.log(`${error.attempts.length} tiers said no: ${error.attempts.map(({ agentId }) => agentId).join(', ')}`);
}

console.log('\nCancelling');
try {
  await pattern.executeWithHandoff(hard, { abortSignal: AbortSignal.abort() });
} catch (error) {
  console.log(ExecutionCancelledError.isInstance(error) ? 'cancelled before any call' : 'unexpected');
}

console.log('\nReplay: every state again from the record, without a call');
for (const { record, snapshot } of await pattern.replay(solved.executionId)) {
  console.log(`${record.seq} ${record.to} (escalations so far: ${snapshot.context.escalationCount})`);
}
