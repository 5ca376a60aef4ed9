// Zero configuration: three tiers that need no key and no network.
import { createHandoffPattern } from 'xstate-handoff';

const pattern = createHandoffPattern();
const result = await pattern.executeWithHandoff("I can't get into my account");

console.log(result.result);
console.log(`answered by tier ${result.finalTier}, escalations: ${result.escalationCount}`);

for (const decision of await pattern.getHandoffHistory(result.executionId)) {
  console.log(`tier ${decision.tierLevel} (${decision.agentId}): ${decision.handoffDecision} – ${decision.reasoning}`);
}
