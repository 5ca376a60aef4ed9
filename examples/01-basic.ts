// The first five minutes: make a pattern, give it tasks, and see which tier took them and why.
import { createHandoffPattern } from 'xstate-handoff';

import { heading, short, table } from './support/print.ts';

// Three tiers that need no key and no network, also where OPENAI_API_KEY is set. `createHandoffPattern()` would use it.
const pattern = createHandoffPattern({ provider: 'embedded' });

heading('An easy task beside harder ones: each goes up as far as it must');
const tasks = [
  'How do I reset my password?',
  "I can't get into my account",
  'Our payment queue is delivered twice after every failover',
];
const results = [];
for (const task of tasks) results.push(await pattern.executeWithHandoff(task));
table(
  ['task', 'tier', 'escalations', 'status', 'answer'],
  results.map(({ finalTier, escalationCount, status, result }, index) => [
    short(tasks[index] ?? '', 44),
    finalTier,
    escalationCount,
    status,
    short(result ?? 'nobody knows it: a person is asked', 50),
  ]),
);

heading('The handoff history of the second one');
const history = await pattern.getHandoffHistory(results[1]?.executionId ?? '');
table(
  ['tier', 'agent', 'can handle', 'complexity', 'decision'],
  history.map(({ tierLevel, agentId, canHandle, complexityScore, handoffDecision }) => [
    tierLevel,
    agentId,
    canHandle ? 'yes' : 'no',
    complexityScore?.toFixed(2) ?? 'failed',
    handoffDecision,
  ]),
);
for (const { tierLevel, reasoning } of history) console.log(`tier ${tierLevel}: ${short(reasoning, 220)}`);

heading('The same task with maxTier 1: no tier above it is called, and no answer is made up');
const capped = await pattern.executeWithHandoff("I can't get into my account", { maxTier: 1 });
console.log(`${capped.status} at tier ${capped.finalTier}, capped: ${capped.capped}`);
if (capped.status === 'waiting') {
  for (const { agentId, reasoning = '' } of capped.attempts) console.log(`${agentId} said: ${short(reasoning, 220)}`);
}

heading('A person answers, now or in days');
const answered = await pattern.respond(capped.executionId, { result: 'Use the button "Sign in with Google".' });
console.log(`${answered.status}: ${answered.result}`);
