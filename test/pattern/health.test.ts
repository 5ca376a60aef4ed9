import { expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { agentThat } from '../support/agents.ts';

test('a tier that fails again and again is a problem, until a call of it works', async () => {
  let works = false;
  const small = agentThat('small', {
    evaluate: async ({ tierLevel }) => {
      if (!works) throw new AgentCallError('small', 'http', 'The answer was no JSON.', { status: 400 });
      return { canHandle: false, complexityScore: 0.5, reasoning: '', requiresTier: tierLevel + 1 };
    },
  });
  const pattern = createHandoffPattern({ tiers: { 1: small, 2: agentThat('large') } });
  for (let count = 0; count < 4; count += 1) await pattern.executeWithHandoff('t');
  expect(pattern.validate()).toEqual({ valid: true, problems: [] });
  await pattern.executeWithHandoff('t');
  const problems = ['Tier 1 (small) has failed 5 times in a row, last: The answer was no JSON.'];
  expect(pattern.validate()).toEqual({ valid: false, problems });
  works = true;
  await pattern.executeWithHandoff('t');
  expect(pattern.validate().valid).toBe(true);
});

test('a caller who leaves says nothing of a tier', async () => {
  const pattern = createHandoffPattern({
    tiers: { 1: agentThat('a', { evaluate: () => new Promise(() => undefined) }) },
  });
  for (let count = 0; count < 6; count += 1) {
    const controller = new AbortController();
    const running = pattern.executeWithHandoff('t', { abortSignal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
  }
  expect(pattern.validate().valid).toBe(true);
});

test('a policy of a tier that is not there is a problem, until the tier is added', () => {
  const pattern = createHandoffPattern({
    tiers: { 1: agentThat('a') },
    policy: { tiers: { 9: { minConfidence: 0.9 } } },
  });
  expect(pattern.validate().problems).toEqual(['policy.tiers.9 is of a tier that is not there: they are 1.']);
  pattern.addTier(agentThat('b'), 9);
  expect(pattern.validate().valid).toBe(true);
});
