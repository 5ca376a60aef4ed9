import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test, vi } from 'vitest';

import { startStandIn, type StandInServer } from '../../examples/support/standInServer.ts';
import {
  analyzeEscalations,
  createHandoffPattern,
  openaiAgent,
  type HandoffOptions,
  type HandoffPattern,
} from '../../src/index.ts';
import { json } from '../services/openai/bodies/reply.ts';
import { scriptedServer } from '../services/openai/servers/scriptedServer.ts';

/**
 * Every code example of the pattern's document, made anew: what a reader of it types first. The server has the models
 * that the document names; today's providers have shut them down.
 */
let server: StandInServer;
beforeAll(async () => {
  const weak = { 'gpt-3.5-turbo': 0.3, 'gpt-6-luna': 0.3 };
  server = await startStandIn({ ...weak, 'gpt-4': 0.6, 'gpt-6.1-terra': 0.6 });
});
afterAll(() => server.close());
beforeEach(() => {
  for (const name of ['HANDOFF_PROVIDER', 'HANDOFF_MODEL', 'HANDOFF_TEMPERATURE', 'HANDOFF_MAX_TOKENS'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('OPENAI_BASE_URL', server.url);
  vi.stubEnv('OPENAI_API_KEY', 'sk-stand-in');
});
afterEach(() => vi.unstubAllEnvs());

const hard = 'Debug complex distributed system issue: every write is lost after the failover';
const medium = 'Reset the router of the second office';
const easy = 'Hello there';

/** Which model answered a task at which tier. */
async function routed(pattern: HandoffPattern, task: string, maxTier?: number) {
  const result = await pattern.executeWithHandoff(task, maxTier === undefined ? {} : { maxTier });
  return `${result.finalTier}: ${result.result}`;
}

describe('Quick Start', () => {
  test('Basic Usage (Zero-Config)', async () => {
    const handoff = createHandoffPattern();
    const result = await handoff.executeWithHandoff(hard, { context: 'Production incident', maxTier: 3 });
    expect(result).toMatchObject({ finalTier: 3, escalationCount: 2, status: 'completed' });
    const history = await handoff.getHandoffHistory(result.executionId);
    expect(history.map(({ tierLevel, handoffDecision }) => `Tier ${tierLevel}: ${handoffDecision}`)).toEqual([
      'Tier 1: escalate',
      'Tier 2: escalate',
      'Tier 3: execute',
    ]);
  });

  test('With Custom Configuration: five tiers', async () => {
    const handoff = createHandoffPattern({
      tierConfigs: {
        1: { model: 'gpt-3.5-turbo', temperature: 0.3 },
        2: { model: 'gpt-4', temperature: 0.5 },
        3: { model: 'gpt-4', temperature: 0.7 },
        4: { model: 'gpt-4-turbo', temperature: 0.8 },
        5: { model: 'gpt-4-turbo', temperature: 0.9 },
      },
    });
    const task = 'Optimize query performance for 1B+ row database with forty joins';
    const result = await handoff.executeWithHandoff(task, { maxTier: 5 });
    expect(result).toMatchObject({ finalTier: 4, escalationCount: 3, result: 'gpt-4-turbo: done.' });
    expect(server.requests.at(-1)).toMatchObject({ model: 'gpt-4-turbo', temperature: 0.8 });
  });
});

describe('API Reference', () => {
  test('create_handoff_pattern()', () => {
    expect(createHandoffPattern().tiers.size).toBe(3);
    expect(createHandoffPattern({ numTiers: 5 }).tiers.size).toBe(5);
    const tierConfigs = { 1: { model: 'gpt-3.5-turbo' }, 2: { model: 'gpt-4' }, 3: { model: 'gpt-4-turbo' } };
    expect(createHandoffPattern({ tierConfigs }).tiers.size).toBe(3);
  });

  test('execute_with_handoff()', async () => {
    const handoff = createHandoffPattern({ numTiers: 5 });
    const task = 'Complex system architecture design for all of our regions';
    const result = await handoff.executeWithHandoff(task, { context: 'Enterprise application', maxTier: 5 });
    expect(result).toMatchObject({
      executionId: expect.any(String),
      finalTier: 3,
      escalationCount: 2,
      confidence: 0.9,
    });
  });

  test('add_tier()', async () => {
    const handoff = createHandoffPattern();
    handoff.addTier(openaiAgent({ agentId: 'tier_4' }), 4);
    expect([...handoff.tiers.keys()]).toEqual([1, 2, 3, 4]);
  });

  test('get_handoff_history()', async () => {
    const handoff = createHandoffPattern();
    const { executionId } = await handoff.executeWithHandoff(easy);
    expect(await handoff.getHandoffHistory(executionId)).toMatchObject([
      {
        executionId,
        tierLevel: 1,
        agentId: 'tier-1',
        canHandle: true,
        complexityScore: expect.any(Number),
        reasoning: expect.any(String),
        requiresTier: 1,
        handoffDecision: 'execute',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });
});

describe('Configuration', () => {
  test('Level 1: Zero-Config', async () => {
    expect(await routed(createHandoffPattern(), medium)).toBe('2: gpt-6.1-terra: done.');
  });

  test('Level 2: Custom Tier Count', async () => {
    const five = createHandoffPattern({ numTiers: 5 });
    expect(five.tiers.size).toBe(5);
    expect(await routed(five, hard)).toBe('3: gpt-6.1-sol: done.');
  });

  test('Level 3: Tier-Specific Configs', async () => {
    const handoff = createHandoffPattern({
      tierConfigs: {
        1: { model: 'gpt-3.5-turbo', temperature: 0.3, maxTokens: 500 },
        2: { model: 'gpt-4', temperature: 0.5, maxTokens: 1_000 },
        3: { model: 'gpt-4-turbo', temperature: 0.7, maxTokens: 1_500 },
      },
    });
    expect(await routed(handoff, medium)).toBe('2: gpt-4: done.');
    expect(server.requests.at(-1)).toEqual({ model: 'gpt-4', temperature: 0.5, maxTokens: 1_000 });
  });

  test('Level 4: Pre-Built Tier Agents', async () => {
    const handoff = createHandoffPattern({
      tiers: {
        1: openaiAgent({ agentId: 'junior_support', model: 'gpt-3.5-turbo' }),
        2: openaiAgent({ agentId: 'senior_support', model: 'gpt-4' }),
      },
    });
    expect(await routed(handoff, medium)).toBe('2: gpt-4: done.');
    const [execution] = (await handoff.sharedMemory.list()).executions;
    const history = await handoff.getHandoffHistory(execution?.executionId ?? '');
    expect(history.map(({ agentId }) => agentId)).toEqual(['junior_support', 'senior_support']);
  });
});

describe('Best Practices and Performance Optimization', () => {
  test('Match Model to Tier Complexity, and not', async () => {
    const good = { 1: { model: 'gpt-3.5-turbo' }, 2: { model: 'gpt-4' }, 3: { model: 'gpt-4-turbo' } };
    const bad = { 1: { model: 'gpt-4-turbo' }, 2: { model: 'gpt-4-turbo' }, 3: { model: 'gpt-4-turbo' } };
    expect(await routed(createHandoffPattern({ tierConfigs: good }), easy)).toBe('1: gpt-3.5-turbo: done.');
    expect(await routed(createHandoffPattern({ tierConfigs: bad }), easy)).toBe('1: gpt-4-turbo: done.');
  });

  test.for([2, 5, 10])('Use Appropriate Tier Count: %i', async (numTiers) => {
    const handoff = createHandoffPattern({ numTiers });
    expect(handoff.tiers.size).toBe(numTiers);
    expect(await routed(handoff, easy)).toBe('1: gpt-6-luna: done.');
  });

  test('Set Reasonable Max Tier: one above the highest wastes no evaluation', async () => {
    const handoff = createHandoffPattern();
    expect(await routed(handoff, hard, 3)).toBe('3: gpt-6.1-sol: done.');
    const before = server.requests.length;
    expect(await routed(handoff, hard, 10)).toBe('3: gpt-6.1-sol: done.');
    expect(server.requests.length - before).toBe(4);
  });

  test('Optimize Tier 1 Resolution: one config is one tier', async () => {
    const handoff = createHandoffPattern({ tierConfigs: { 1: { model: 'gpt-4', temperature: 0.3, maxTokens: 800 } } });
    expect([...handoff.tiers.keys()]).toEqual([1]);
    expect(await routed(handoff, medium)).toBe('1: gpt-4: done.');
  });

  test('Use Temperature Appropriately', async () => {
    const handoff = createHandoffPattern({
      tierConfigs: { 1: { temperature: 0.3 }, 2: { temperature: 0.5 }, 3: { temperature: 0.7 } },
    });
    await routed(handoff, hard);
    expect(server.requests.slice(-4).map(({ temperature }) => temperature)).toEqual([0.3, 0.5, 0.7, 0.7]);
  });
});

describe('Use Cases', () => {
  const graded: HandoffOptions = {
    tierConfigs: {
      1: { model: 'gpt-3.5-turbo', temperature: 0.3 },
      2: { model: 'gpt-4', temperature: 0.5 },
      3: { model: 'gpt-4-turbo', temperature: 0.7 },
    },
  };

  test('Customer Support System', async () => {
    const context = 'Priority: high, Category: billing';
    const result = await createHandoffPattern(graded).executeWithHandoff(medium, { context, maxTier: 3 });
    expect(result.finalTier).toBe(2);
  });

  test('IT Helpdesk', async () => {
    const handoff = createHandoffPattern({ numTiers: 3 });
    const result = await handoff.executeWithHandoff(medium, { context: 'System: Production, SLA: 4hrs', maxTier: 3 });
    expect(result.finalTier).toBe(2);
  });

  test('Medical Diagnosis', () => {
    const tierConfigs = { 1: { temperature: 0.3 }, 2: { temperature: 0.5 }, 3: { temperature: 0.7 } };
    expect(createHandoffPattern({ tierConfigs }).tiers.size).toBe(3);
  });

  test('Content Moderation', async () => {
    expect(await routed(createHandoffPattern(graded), hard)).toBe('3: gpt-4-turbo: done.');
  });
});

describe('Advanced Topics', () => {
  test('Escalation Analytics', async () => {
    const handoff = createHandoffPattern();
    const { executionId } = await handoff.executeWithHandoff(hard);
    const metrics = analyzeEscalations(await handoff.getHandoffHistory(executionId));
    expect(metrics).toMatchObject({ tiersInvolved: [1, 2, 3], escalations: 2, finalTier: 3 });
    expect(metrics.averageComplexity).toBeCloseTo(hard.length / 80);
  });

  test('Workload-Specific Optimization', () => {
    const support = createHandoffPattern({
      numTiers: 2,
      tierConfigs: { 1: { model: 'gpt-3.5-turbo', temperature: 0.3 }, 2: { model: 'gpt-4', temperature: 0.5 } },
    });
    const research = createHandoffPattern({
      numTiers: 5,
      tierConfigs: { 5: { model: 'gpt-4-turbo', temperature: 0.9 } },
    });
    expect([support.tiers.size, research.tiers.size]).toEqual([2, 5]);
  });
});

describe('Troubleshooting', () => {
  test('Excessive escalations: who was resolved at tier 1', async () => {
    const handoff = createHandoffPattern({
      tierConfigs: {
        1: { model: 'gpt-4', temperature: 0.5, maxTokens: 1_200 },
        2: { model: 'gpt-4-turbo', temperature: 0.7 },
        3: { model: 'gpt-4-turbo', temperature: 0.9 },
      },
    });
    const { executionId } = await handoff.executeWithHandoff(medium);
    const history = await handoff.getHandoffHistory(executionId);
    expect(history.filter(({ tierLevel, canHandle }) => tierLevel === 1 && canHandle)).toHaveLength(1);
  });

  test('Tasks stuck at low tier: the cap is told, and the confidence', async () => {
    const handoff = createHandoffPattern({ numTiers: 5 });
    const capped = await handoff.executeWithHandoff(hard, { maxTier: 1 });
    expect(capped).toMatchObject({ finalTier: 1, capped: true });
    expect(await handoff.executeWithHandoff(hard, { maxTier: 5 })).toMatchObject({ finalTier: 3, capped: false });
  });

  test('No escalation happening: the tiers and the evaluations can be looked at', async () => {
    const handoff = createHandoffPattern();
    expect([...handoff.tiers.keys()]).toEqual([1, 2, 3]);
    const { executionId } = await handoff.executeWithHandoff(easy);
    const [decision] = await handoff.getHandoffHistory(executionId);
    expect(decision).toMatchObject({ tierLevel: 1, canHandle: true, complexityScore: expect.any(Number) });
  });
});

test('Quick Reference', async () => {
  const handoff = createHandoffPattern({ numTiers: 3 });
  const result = await handoff.executeWithHandoff(medium, { context: '...', maxTier: 3 });
  const history = await handoff.getHandoffHistory(result.executionId);
  expect([result.finalTier, result.escalationCount, history.length]).toEqual([2, 1, 2]);
});

describe('with a provider of today', () => {
  const tierConfigs = {
    1: { model: 'gpt-3.5-turbo', temperature: 0.3 },
    2: { model: 'gpt-6.1-sol', temperature: 0.5 },
  };
  const gone = { error: { message: 'The model `gpt-3.5-turbo` does not exist.', code: 'model_not_found' } };
  const refused = {
    error: { message: "Unsupported value: 'temperature' does not support 0.3.", param: 'temperature' },
  };

  test('a model that was shut down ends the execution with what to change, and is no tier that declined', async () => {
    const { baseURL, requests } = await scriptedServer(() => json(gone, 404));
    const handoff = createHandoffPattern({ baseURL, tierConfigs });
    await expect(handoff.executeWithHandoff(easy)).rejects.toMatchObject({
      code: 'HANDOFF_AGENT_CALL',
      reason: 'notFound',
      status: 404,
      message: expect.stringContaining("Check that the server has a model 'gpt-3.5-turbo'"),
    });
    expect(requests).toHaveLength(1);
    const { problems } = await handoff.validate({ live: true });
    expect(problems).toEqual([expect.stringMatching(/^Tier 1: .*404/), expect.stringMatching(/^Tier 2: .*404/)]);
  });

  test('a temperature that a model refuses is left out, and the record says so', async () => {
    const answer = {
      canHandle: true,
      complexityScore: 0,
      reasoning: 'r',
      requiresTier: 1,
      result: 'Hi.',
      confidence: 1,
    };
    const choices = [{ message: { content: JSON.stringify(answer) }, finish_reason: 'stop' }];
    const { baseURL } = await scriptedServer(({ body }) =>
      'temperature' in body ? json(refused, 400) : json({ choices, model: body['model'] }),
    );
    const result = await createHandoffPattern({ baseURL, tierConfigs }).executeWithHandoff(easy);
    expect(result).toMatchObject({
      finalTier: 1,
      result: 'Hi.',
      executionMetadata: { adapted: { temperature: null } },
    });
  });
});
