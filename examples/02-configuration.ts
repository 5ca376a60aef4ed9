// The four levels of configuration, from nothing at all to agents of one's own.
import { createHandoffPattern, functionAgent, humanAgent, type HandoffPattern } from 'xstate-handoff';

const show = (title: string, { tiers, validate }: HandoffPattern) => {
  const names = [...tiers].map(([level, { agentId }]) => `${level} ${agentId}`);
  console.log(`${title}: ${names.join(', ')}${validate().valid ? '' : ' (not valid)'}`);
};

// Level 1: nothing. With OPENAI_API_KEY a model per tier, without it the embedded ladder.
show('level 1', createHandoffPattern());

// Level 2: how many tiers. With one setting for all of them, where they are models.
show('level 2', createHandoffPattern({ numTiers: 2 }));

// Level 3: settings per tier over common ones. Here: models of a server on this machine, which needs no key.
show(
  'level 3',
  createHandoffPattern({
    baseURL: 'http://127.0.0.1:11434/v1',
    maxTokens: 500,
    tierConfigs: {
      1: { model: 'qwen3:0.6b', temperature: 0.3 },
      2: { model: 'qwen3:8b', temperature: 0.5 },
      3: { model: 'qwen3:32b', maxTokens: 2_000 },
    },
  }),
);

// Level 4: agents of one's own. Levels may have gaps, and tiers can be added later.
const greeter = functionAgent({
  agentId: 'greeter',
  evaluate: ({ task, tierLevel }) => {
    const canHandle = /\b(hello|hi|thanks)\b/i.test(task);
    return {
      canHandle,
      complexityScore: canHandle ? 0.1 : 0.6,
      reasoning: canHandle ? 'A greeting.' : 'More than a greeting.',
      requiresTier: canHandle ? tierLevel : tierLevel + 1,
    };
  },
  execute: () => ({ result: 'Hello! What can we do for you?', confidence: 1 }),
});
const own = createHandoffPattern({ tiers: { 1: greeter } });
own.addTier(humanAgent({ agentId: 'front desk', deadlineMs: 60_000 }), 5);
show('level 4', own);
console.log((await own.executeWithHandoff('Hi there')).result);
