import { LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const variables = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'HANDOFF_PROVIDER',
  'HANDOFF_MODEL',
  'HANDOFF_TEMPERATURE',
  'HANDOFF_MAX_TOKENS',
];

beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const idsOf = ({ tiers }: HandoffPattern) => [...tiers].map(([level, { agentId }]) => `${level} ${agentId}`);

/** Runs a task through models that all decline, and returns what each tier's evaluation request asked for. */
async function requestsOf(create: (baseURL: string) => HandoffPattern): Promise<readonly Record<string, unknown>[]> {
  const mock = await LLMock.create({ port: 0 });
  try {
    const no = {
      canHandle: false,
      complexityScore: 0.9,
      reasoning: 'r',
      requiresTier: 9,
      result: 'best effort',
      confidence: 0.1,
    };
    mock.on({}, { content: JSON.stringify(no) });
    const pattern = create(`${mock.url}/v1`);
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ capped: true, finalTier: pattern.tiers.size });
    return mock.getRequests().map(({ body }) => ({ ...body }));
  } finally {
    await mock.stop();
  }
}

describe('level 1: no configuration', () => {
  test('is the embedded ladder without a key, and says so once on stderr with the ways on', async () => {
    vi.resetModules();
    const { createHandoffPattern } = await import('../../src/pattern/createHandoffPattern.ts');
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(idsOf(createHandoffPattern())).toEqual(['1 keyword', '2 semantic', '3 local-or-human']);
    createHandoffPattern();
    expect(written).toHaveBeenCalledTimes(1);
    const notice = String(written.mock.calls[0]?.[0]);
    for (const way of ['OPENAI_API_KEY', 'knowledge', 'tiers']) expect(notice).toContain(way);
  });

  test('is three models from cheap to strong with a key, and never the ladder', () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-test');
    expect(idsOf(createHandoffPattern())).toEqual(['1 tier-1', '2 tier-2', '3 tier-3']);
  });

  test('names the variable that a chosen provider misses', () => {
    expect(() => createHandoffPattern({ provider: 'openai' })).toThrow('OPENAI_API_KEY');
    expect(() => createHandoffPattern({ model: 'gpt-6-luna' })).toThrow('OPENAI_API_KEY');
    vi.stubEnv('HANDOFF_PROVIDER', 'openai');
    expect(() => createHandoffPattern()).toThrow('OPENAI_API_KEY');
  });

  test('does not answer from the sample base where nobody is there: it waits and says so', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const result = await createHandoffPattern().executeWithHandoff('How do I reset my router?');
    expect(result).toMatchObject({ status: 'waiting', finalTier: 3, result: null });
  });
});

describe('level 2: how many tiers', () => {
  test('makes that many, each with a model of its own strength and the common settings', async () => {
    const requests = await requestsOf((baseURL) => createHandoffPattern({ numTiers: 4, baseURL, maxTokens: 77 }));
    expect(requests.map(({ model }) => model)).toEqual([
      'gpt-6-luna',
      'gpt-6.1-terra',
      'gpt-6.1-sol',
      'gpt-6-astra',
      'gpt-6-astra',
    ]);
    expect(requests.map(({ max_tokens: maxTokens }) => maxTokens)).toEqual([77, 77, 77, 77, 77]);
  });

  test('shortens the embedded ladder, and cannot lengthen it', () => {
    expect(idsOf(createHandoffPattern({ numTiers: 2, provider: 'embedded' }))).toEqual(['1 keyword', '2 semantic']);
    expect(() => createHandoffPattern({ numTiers: 4, provider: 'embedded' })).toThrow(/has 3 tiers.*OPENAI_API_KEY/);
  });

  test('refuses what is no number of tiers', () => {
    for (const numTiers of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 65]) {
      expect(() => createHandoffPattern({ numTiers })).toThrow("option 'numTiers'");
    }
  });
});

describe('level 3: settings per tier', () => {
  test('five tierConfigs make five tiers', () => {
    const tierConfigs = { 1: {}, 2: {}, 3: {}, 4: {}, 5: { model: 'gpt-6-astra' } };
    expect(createHandoffPattern({ tierConfigs, baseURL: 'http://127.0.0.1:1/v1' }).tiers.size).toBe(5);
    expect(createHandoffPattern({ tierConfigs: { 5: {} }, baseURL: 'http://127.0.0.1:1/v1' }).tiers.size).toBe(5);
  });

  test('lie over the common ones, and those over the environment', async () => {
    vi.stubEnv('HANDOFF_MODEL', 'from-environment');
    vi.stubEnv('HANDOFF_MAX_TOKENS', '11');
    vi.stubEnv('HANDOFF_TEMPERATURE', '0.2');
    const requests = await requestsOf((baseURL) =>
      createHandoffPattern({
        baseURL,
        maxTokens: 22,
        tierConfigs: { 1: { temperature: 0.9 }, 2: { model: 'own', maxTokens: 33 } },
      }),
    );
    expect(requests.slice(0, 2)).toMatchObject([
      { model: 'from-environment', max_tokens: 22, temperature: 0.9 },
      { model: 'own', max_tokens: 33, temperature: 0.2 },
    ]);
  });

  test('must fit numTiers where both are given', () => {
    const baseURL = 'http://127.0.0.1:1/v1';
    expect(createHandoffPattern({ numTiers: 4, tierConfigs: { 2: {} }, baseURL }).tiers.size).toBe(4);
    expect(() => createHandoffPattern({ numTiers: 1, tierConfigs: { 2: {} }, baseURL })).toThrow('up to tier 2');
    expect(() => createHandoffPattern({ tierConfigs: { 65: {} }, baseURL })).toThrow('too high');
  });
});

describe('level 4: agents of your own', () => {
  test('are kept by identity', () => {
    const [one, three] = [agentThat('one'), agentThat('three')];
    const pattern = createHandoffPattern({ tiers: { 1: one, 3: three } });
    expect(pattern.tiers.get(1)).toBe(one);
    expect(pattern.tiers.get(3)).toBe(three);
    expect([...pattern.tiers.keys()]).toEqual([1, 3]);
  });

  test('need no provider, and take no options about models', () => {
    vi.stubEnv('HANDOFF_PROVIDER', 'openai');
    expect(createHandoffPattern({ tiers: { 1: agentThat('a') } }).tiers.size).toBe(1);
    expect(() => createHandoffPattern({ tiers: { 1: agentThat('a') }, model: 'm' })).toThrow("'model' has no effect");
  });

  test('can be added and replaced between executions', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }) } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 1, capped: true });
    pattern.addTier(agentThat('b'), 4);
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 4, capped: false });
    pattern.addTier(agentThat('c', { result: 'replaced' }), 4);
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ result: 'replaced' });
  });

  test('stand in ascending order, in whatever order they come', () => {
    const pattern = createHandoffPattern({ tiers: { 5: agentThat('e'), 2: agentThat('b') } });
    pattern.addTier(agentThat('c'), 3);
    pattern.addTier(agentThat('a'), 1);
    expect(idsOf(pattern)).toEqual(['1 a', '2 b', '3 c', '5 e']);
    expect(pattern.config.tiers.map(({ level }) => level)).toEqual([1, 2, 3, 5]);
  });

  test('may all be added later; until then nothing can be executed', async () => {
    const pattern = createHandoffPattern({ tiers: {}, policy: { minConfidence: 0.6 } });
    expect(pattern.tiers.size).toBe(0);
    expect(pattern.config).toMatchObject({ tiers: [], policy: { minConfidence: 0.6, routing: 'sequential' } });
    expect(pattern.validate()).toEqual({
      valid: false,
      problems: [expect.stringContaining('pattern.addTier(agent, 1)')],
    });
    const refused = { code: 'HANDOFF_CONFIGURATION', path: 'tiers', message: expect.stringContaining('no tiers yet') };
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject(refused);
    await expect(pattern.executeWithHandoff('t', { maxTier: 2 })).rejects.toMatchObject(refused);
    await expect(pattern.stream('t')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
    pattern.addTier(agentThat('a'), 2);
    expect(pattern.validate()).toEqual({ valid: true, problems: [] });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 2 });
  });

  test('without any, what is stored can still be read and answered for', async () => {
    const { sharedMemory, executeWithHandoff } = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const { executionId } = await executeWithHandoff('t');
    const reader = createHandoffPattern({ tiers: {}, sharedMemory });
    expect(await reader.getHandoffHistory(executionId)).toHaveLength(1);
    expect(await reader.resume(executionId)).toMatchObject({ status: 'completed' });
    await expect(
      reader.fork(executionId, { at: 1, event: { output: { canHandle: false } }, onto: 'recorded' }),
    ).rejects.toThrow('this pattern has no such tier');
  });

  test('are checked when they are added', () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    for (const level of [0, -1, 1.5, Number.NaN])
      expect(() => pattern.addTier(agentThat('b'), level)).toThrow('positive integer');
    expect(() => pattern.addTier(JSON.parse('{"agentId":"b"}'), 2)).toThrow('evaluateTask');
  });

  test('are validated: two tiers with one id cannot be told apart', () => {
    expect(createHandoffPattern({ tiers: { 1: agentThat('a'), 2: agentThat('b') } }).validate()).toEqual({
      valid: true,
      problems: [],
    });
    const { valid, problems } = createHandoffPattern({ tiers: { 1: humanAgent(), 2: humanAgent() } }).validate();
    expect({ valid, problems }).toEqual({ valid: false, problems: [expect.stringContaining('tiers 1, 2')] });
  });
});

test('a key may be given for all tiers, and for one', () => {
  expect(createHandoffPattern({ apiKey: 'sk-one', numTiers: 2 }).tiers.size).toBe(2);
  expect(createHandoffPattern({ tierConfigs: { 1: { apiKey: () => 'sk-now' } } }).tiers.size).toBe(1);
  expect(() => createHandoffPattern({ apiKey: '' })).toThrow("option 'apiKey'");
});

describe('bad configuration is refused before any call, and says who, what and what to do', () => {
  test.for([
    ['an unknown option', { numTeirs: 3 }, "unknown option 'numTeirs'"],
    ['an unknown option of a tier', { tierConfigs: { 1: { modle: 'x' } } }, "unknown option 'tierConfigs.1.modle'"],
    ['a temperature that is not finite', { temperature: Number.NaN }, "option 'temperature'"],
    ['a temperature out of range', { temperature: 3 }, "option 'temperature'"],
    ['a fractional token limit', { maxTokens: 1.5 }, "option 'maxTokens'"],
    ['tier zero', { tierConfigs: { 0: {} } }, 'tierConfigs'],
    ['settings of no tier', { tierConfigs: {} }, 'at least 1 of settings by tier level'],
    ['a tier that is no agent', { tiers: { 1: {} } }, 'expected an agent'],
    ['a memory that is none', { tiers: { 1: humanAgent() }, sharedMemory: {} }, 'expected a SharedMemory'],
    ['a policy that does not exist', { tiers: { 1: humanAgent() }, policy: { routing: 'up' } }, 'routing'],
    ['an unknown policy option', { tiers: { 1: humanAgent() }, policy: { minConfidance: 1 } }, 'minConfidance'],
    ['an unknown provider', { provider: 'skynet' }, "option 'provider'"],
    ['models and the embedded ladder at once', { provider: 'embedded', model: 'm' }, 'Remove one of them'],
    ['knowledge and a model provider at once', { knowledge: 'faq.md', provider: 'openai' }, 'Remove one of them'],
    [
      'a price below zero',
      { pricing: { m: { inputPerMillion: -1, outputPerMillion: 1 } }, baseURL: 'http://127.0.0.1:1/v1' },
      'inputPerMillion',
    ],
    ['something that is no object', 'gpt', 'createHandoffPattern'],
  ] as const)('%s', ([, options, message]) => {
    const create = (value: unknown): unknown => Reflect.apply(createHandoffPattern, undefined, [value]);
    expect(() => create(options)).toThrow(message);
    expect(() => create(options)).toThrow(expect.objectContaining({ code: 'HANDOFF_CONFIGURATION' }));
  });

  test.for([
    ['HANDOFF_PROVIDER', 'skynet'],
    ['HANDOFF_TEMPERATURE', 'hot'],
    ['HANDOFF_TEMPERATURE', '2.1'],
    ['HANDOFF_MAX_TOKENS', '0'],
    ['HANDOFF_MAX_TOKENS', 'Infinity'],
  ] as const)('the variable %s = %s', ([name, value]) => {
    vi.stubEnv(name, value);
    expect(() => createHandoffPattern()).toThrow(`${name} is '${value}'`);
  });

  test('a task or an option of an execution', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 3: agent } });
    const run = (...args: readonly unknown[]): unknown => Reflect.apply(pattern.executeWithHandoff, pattern, args);
    await expect(run('')).rejects.toThrow('the task is empty');
    await expect(run(' \n')).rejects.toThrow('the task is empty');
    await expect(run(42)).rejects.toThrow('of type number');
    await expect(run('t', { maxTier: 2 })).rejects.toThrow('maxTier 2 allows no tier: the lowest is 3');
    await expect(run('t', { maxTier: Number.NaN })).rejects.toThrow("option 'maxTier'");
    await expect(run('t', { maxTeir: 2 })).rejects.toThrow("unknown option 'maxTeir'");
    await expect(run('t', { context: 5 })).rejects.toThrow("option 'context'");
    expect(agent.evaluations).toHaveLength(0);
  });
});
