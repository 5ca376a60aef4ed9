import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';
import { openaiAgent } from '../../src/services/openai/openaiAgent.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const agent = agentThat('a');
const evaluate = () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 });
const execute = () => ({ result: 'r', confidence: 1 });

/** What a call with options that the types refuse says. */
async function refusal(callee: (...given: never[]) => unknown, ...given: readonly unknown[]): Promise<string> {
  try {
    await Reflect.apply(callee, undefined, given);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'HANDOFF_CONFIGURATION' });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('It was not refused.');
}

describe('an option that does not exist', () => {
  const pattern = createHandoffPattern({ tiers: { 1: agent } });
  test.for([
    ['createHandoffPattern', createHandoffPattern, [{ memory: inMemory() }], 'memory', 'sharedMemory'],
    ['createHandoffPattern', createHandoffPattern, [{ shared_memory: inMemory() }], 'shared_memory', 'sharedMemory'],
    ['createHandoffPattern', createHandoffPattern, [{ store: inMemory() }], 'store', 'sharedMemory'],
    ['createHandoffPattern', createHandoffPattern, [{ num_tiers: 2 }], 'num_tiers', 'numTiers'],
    ['createHandoffPattern', createHandoffPattern, [{ numTeirs: 2 }], 'numTeirs', 'numTiers'],
    ['createHandoffPattern', createHandoffPattern, [{ llm_provider: 'openai' }], 'llm_provider', 'provider'],
    ['createHandoffPattern', createHandoffPattern, [{ max_tokens: 5 }], 'max_tokens', 'maxTokens'],
    ['createHandoffPattern', createHandoffPattern, [{ baseUrl: 'http://x' }], 'baseUrl', 'baseURL'],
    ['createHandoffPattern', createHandoffPattern, [{ agents: { 1: agent } }], 'agents', 'tiers'],
    ['createHandoffPattern', createHandoffPattern, [{ tier: { 1: agent } }], 'tier', 'tierConfigs'],
    [
      'createHandoffPattern',
      createHandoffPattern,
      [{ tierConfigs: { 2: { temprature: 1 } } }],
      'tierConfigs.2.temprature',
      'temperature',
    ],
    ['functionAgent', functionAgent, [{ id: 'x', evaluate, execute }], 'id', 'agentId'],
    ['functionAgent', functionAgent, [{ name: 'x', evaluate, execute }], 'name', 'agentId'],
    ['functionAgent', functionAgent, [{ agentId: 'x', evaluateTask: evaluate, execute }], 'evaluateTask', 'evaluate'],
    ['humanAgent', humanAgent, [{ timeoutMs: 5 }], 'timeoutMs', 'deadlineMs'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { max_tier: 1 }], 'max_tier', 'maxTier'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { signal: 1 }], 'signal', 'abortSignal'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { id: 'x' }], 'id', 'executionId'],
    ['sqliteMemory', sqliteMemory, [':memory:', { busyTimeout: 5 }], 'busyTimeout', 'busyTimeoutMs'],
    ['postgresMemory', postgresMemory, [{ pol: {} }], 'pol', 'pool'],
  ] as const)('%s: %s', async ([who, callee, given, name, meant]) => {
    expect(await refusal(callee, ...given)).toBe(`${who}: unknown option '${name}'. Did you mean '${meant}'?`);
  });

  test.for([
    ['createHandoffPattern', createHandoffPattern, [{ timeoutMs: 5 }], 'timeoutMs', 'callTimeoutMs'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { timeoutMs: 5 }], 'timeoutMs', 'limits.timeMs'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { maxTokens: 5 }], 'maxTokens', 'limits.tokens'],
    ['executeWithHandoff', pattern.executeWithHandoff, ['t', { maxCostUsd: 5 }], 'maxCostUsd', 'limits.costUsd'],
    ['fork', pattern.fork, ['e', { at: 1, event: { output: {} }, timeoutMs: 5 }], 'timeoutMs', 'limits.timeMs'],
    ['openaiAgent', openaiAgent, [{ agentId: 'a', timeoutMs: 5 }], 'timeoutMs', 'requestTimeoutMs'],
  ] as const)('%s: %s, by a name that it had once', async ([, callee, given, name, now]) => {
    const message = await refusal(callee, ...given);
    expect(message).toContain(`unknown option '${name}'. Use '${now}'`);
  });

  test.for([
    ['createHandoffPattern', createHandoffPattern, [{ minConfidence: 1 }], 'minConfidence', "'policy.minConfidence'"],
    ['createHandoffPattern', createHandoffPattern, [{ maxTier: 1 }], 'maxTier', "'maxTier' of executeWithHandoff"],
    [
      'executeWithHandoff',
      pattern.executeWithHandoff,
      ['t', { callTimeoutMs: 1 }],
      'callTimeoutMs',
      'createHandoffPattern',
    ],
  ] as const)('%s: %s, which stands elsewhere', async ([, callee, given, name, where]) => {
    const message = await refusal(callee, ...given);
    expect(message).toContain(`unknown option '${name}'. Use `);
    expect(message).toContain(where);
  });

  test.for([
    [{ maxRetry: 1 }, 'policy.maxRetry', 'maxRetries'],
    [{ min_confidence: 1 }, 'policy.min_confidence', 'minConfidence'],
    [{ on: { rate_limited: 'wait' } }, 'policy.on.rate_limited', 'rateLimited'],
    [{ tiers: { 1: { timeoutMs: 5 } } }, 'policy.tiers.1.timeoutMs', 'callTimeoutMs'],
    [{ tiers: { 1: { on: { Refused: 'fail' } } } }, 'policy.tiers.1.on.Refused', 'refused'],
  ] as const)('of a policy is named as well: %o', async ([policy, name, meant]) => {
    const message = await refusal(createHandoffPattern, { tiers: { 1: agent }, policy });
    expect(message).toBe(`createHandoffPattern: unknown option '${name}'. Did you mean '${meant}'?`);
  });

  test('is answered with all that there are, where none is near', async () => {
    const message = await refusal(humanAgent, { colour: 'red' });
    expect(message).toBe("humanAgent: unknown option 'colour'. Remove it, or use one of: agentId, deadlineMs.");
  });

  test('of a query is named as well', async () => {
    expect(await refusal(inMemory().list, { state: 'running' })).toContain("Did you mean 'status'?");
  });
});

describe('a value that is not allowed', () => {
  test.for([
    [
      'tiers',
      { tiers: { 0: agent } },
      "option 'tiers.0': expected a positive integer, the level of a tier, as its key.",
    ],
    ['tiers', { tiers: { '1.5': agent } }, "option 'tiers.1.5': expected a positive integer"],
    ['tiers', { tiers: [agent] }, "option 'tiers': expected agents by tier level, such as { 1: agent }, got a list."],
    [
      'tiers',
      { tiers: { 1: functionAgent } },
      "option 'tiers.1': expected an agent with agentId, evaluateTask and executeTask, got a function.",
    ],
    ['tiers', { tiers: { 1: { ...agent, agentId: '' } } }, 'got an object without agentId.'],
    ['numTiers', { numTiers: 0 }, "option 'numTiers': expected an integer from 1 to 64, got 0."],
    ['temperature', { temperature: 3 }, "option 'temperature': expected a number from 0 to 2, got 3."],
    ['model', { model: '' }, "option 'model': expected a text that is not empty, got an empty text."],
    ['provider', { provider: 'azure' }, "option 'provider': expected one of 'openai', 'embedded', got 'azure'."],
    ['options', 'gpt', 'the options: expected an object of options, got a text.'],
    ['options', null, 'the options: expected an object of options, got null.'],
  ] as const)('%s: %o', async ([, options, message]) => {
    expect(await refusal(createHandoffPattern, options)).toContain(`createHandoffPattern: `);
    expect(await refusal(createHandoffPattern, options)).toContain(message);
  });

  test('is not shown where it is a text: a key may stand there by mistake', async () => {
    expect(await refusal(createHandoffPattern, { baseURL: 'sk-secret', temperature: 'sk-secret' })).not.toContain(
      'sk-',
    );
  });
});

test('an option that is undefined counts as left out, also further in', async () => {
  const none = { model: undefined, temperature: undefined, numTiers: undefined, policy: undefined, human: undefined };
  const pattern = createHandoffPattern({ ...none, tiers: { 1: agent }, sharedMemory: undefined });
  const result = await pattern.executeWithHandoff('t', { context: undefined, maxTier: undefined, onEvent: undefined });
  expect(result.status).toBe('completed');
  const models = createHandoffPattern({
    model: 'm',
    baseURL: 'http://127.0.0.1:9/v1',
    tierConfigs: { 1: { model: undefined } },
  });
  expect(models.tiers.size).toBe(1);
});
