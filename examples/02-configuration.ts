// The four levels of configuration, from nothing at all to agents of one's own, each of them at work.
import { createHandoffPattern, functionAgent, humanAgent, openaiAgent, type HandoffPattern } from 'xstate-handoff';

import { heading, short, table } from './support/print.ts';
import { startStandIn } from './support/standInServer.ts';

// Stands for a provider on this machine, so that the model tiers below run without a key. Leave the two lines out to
// use your own provider and your own key.
const server = await startStandIn();
Object.assign(process.env, { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'none-needed' });

const tasks = [
  'Thank you!',
  'Write a unit test for slugify()',
  'Find out why the queue is delivered twice after every failover at night',
];

/** Runs the tasks and shows who took them. */
async function show(pattern: HandoffPattern): Promise<void> {
  console.log(`tiers: ${[...pattern.tiers].map(([level, { agentId }]) => `${level} ${agentId}`).join(', ')}`);
  const rows = [];
  for (const task of tasks) {
    const result = await pattern.executeWithHandoff(task);
    const cost = result.costUsd === null ? 'unknown' : `$${result.costUsd.toFixed(6)}`;
    rows.push([short(task, 36), result.finalTier, result.escalationCount, cost, result.result ?? 'a person is asked']);
  }
  table(['task', 'tier', 'escalations', 'cost', 'answer'], rows);
}

heading('Level 1: nothing. A key or a server is there, so it is a model per tier, from cheap to strong');
await show(createHandoffPattern());

heading(
  'Level 1 with variables: HANDOFF_MODEL, HANDOFF_TEMPERATURE and HANDOFF_MAX_TOKENS are defaults for every tier',
);
Object.assign(process.env, { HANDOFF_MODEL: 'medium', HANDOFF_MAX_TOKENS: '256' });
await show(createHandoffPattern());
const last = server.requests.at(-1);
console.log(`the last request asked for model ${last?.model}, at most ${last?.maxTokens} tokens`);
for (const name of ['HANDOFF_MODEL', 'HANDOFF_MAX_TOKENS']) delete process.env[name];

heading('Level 2: how many tiers');
await show(createHandoffPattern({ numTiers: 2 }));

heading('Level 3: settings per tier, over common ones; with prices, costs are known');
const price = (dollars: number) => ({ inputPerMillion: dollars, outputPerMillion: 4 * dollars });
const perTier = createHandoffPattern({
  maxTokens: 500,
  tierConfigs: {
    1: { model: 'small', temperature: 0.3 },
    2: { model: 'medium', temperature: 0.5 },
    3: { model: 'large', maxTokens: 2_000, instructions: 'You are the last line of support.' },
  },
  pricing: { small: price(0.1), medium: price(1), large: price(5) },
});
await show(perTier);

heading('Before any task: is every tier reachable, and does its provider take its model and settings?');
const { valid, problems, tiers, costUsd } = await perTier.validate({ live: true });
console.log(tiers.map(({ tierLevel, outcome }) => `tier ${tierLevel} ${outcome}`).join(', '));
console.log(`${valid ? 'no problem' : problems.join('; ')}; one small call each, $${costUsd?.toFixed(6)} in all`);

heading('Level 4: agents of one’s own. Levels may have gaps, and tiers can be added later');
const greeter = functionAgent({
  agentId: 'greeter',
  evaluate: ({ task, tierLevel }) => {
    const canHandle = /\b(hello|hi|thank you)\b/i.test(task);
    return {
      canHandle,
      complexityScore: canHandle ? 0.1 : 0.6,
      reasoning: canHandle ? 'A greeting.' : 'More than a greeting.',
      requiresTier: canHandle ? tierLevel : tierLevel + 1,
      costUsd: 0,
    };
  },
  execute: () => ({ result: 'You are welcome.', confidence: 1, costUsd: 0 }),
});
const own = createHandoffPattern({ tiers: { 1: greeter }, policy: { atCap: 'human' }, human: humanAgent() });
own.addTier(openaiAgent({ agentId: 'writer', model: 'medium', pricing: { medium: price(1) } }), 5);
const waits = tasks.map((task) => own.executeWithHandoff(task, { returnOnWait: true }));
table(
  ['task', 'tier', 'escalations', 'status', 'answer'],
  (await Promise.all(waits)).map(({ finalTier, escalationCount, status, result }, index) => [
    short(tasks[index] ?? '', 36),
    finalTier,
    escalationCount,
    status,
    result ?? 'a person is asked',
  ]),
);
console.log(`tiers: ${[...own.tiers].map(([level, { agentId }]) => `${level} ${agentId}`).join(', ')}`);

heading('What does not fit is refused before any call');
for (const options of [{ num_tiers: 5 }, { temperature: 9 }, { numTiers: 1, tierConfigs: { 2: {} } }]) {
  try {
    createHandoffPattern(options);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
}
server.close();
