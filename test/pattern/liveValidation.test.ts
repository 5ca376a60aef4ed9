import { LLMock } from '@copilotkit/aimock';
import { describe, expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { json } from '../services/openai/bodies/reply.ts';
import { scriptedServer } from '../services/openai/servers/scriptedServer.ts';
import { agentThat, hanging } from '../support/agents.ts';

const checkedBy = (agentId: string, check: NonNullable<HandoffAgent['check']>) => ({ ...agentThat(agentId), check });
const working = (agentId: string, costUsd: number) =>
  checkedBy(agentId, async () => ({
    usage: { inputTokens: 20, outputTokens: 5 },
    costUsd,
    coercions: ['temperature: the server refused it, and none is sent'],
  }));

describe('a live validation', () => {
  test('asks every agent that can be asked, and says what that cost', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: working('a', 0.5), 2: working('b', 0.25), 9: humanAgent() } });
    const report = await pattern.validate({ live: true });
    expect(report).toMatchObject({
      valid: true,
      problems: [],
      costUsd: 0.75,
      tiers: [
        { tierLevel: 1, agentId: 'a', outcome: 'works', problem: null, usage: { inputTokens: 20 }, costUsd: 0.5 },
        { tierLevel: 2, outcome: 'works', notes: ['temperature: the server refused it, and none is sent'] },
        { tierLevel: 9, outcome: 'unchecked', problem: null, costUsd: 0 },
      ],
    });
    expect((await pattern.sharedMemory.list()).executions).toEqual([]);
  });

  test('names the tier, what is wrong and what to change, whatever the agent throws', async () => {
    const refused = new AgentCallError('b', 'http', "Agent 'b': 404 no model 'gpt-4'. Check the model.", {
      status: 404,
    });
    const pattern = createHandoffPattern({
      tiers: {
        1: working('a', 1),
        2: checkedBy('b', () => Promise.reject(refused)),
        3: checkedBy('c', () => {
          throw new Error('no such host');
        }),
      },
    });
    const report = await pattern.validate({ live: true });
    expect(report).toMatchObject({
      valid: false,
      problems: ["Tier 2: Agent 'b': 404 no model 'gpt-4'. Check the model.", "Tier 3: Agent 'c' threw: no such host"],
      costUsd: null,
      tiers: [{ outcome: 'works' }, { outcome: 'fails' }, { outcome: 'fails' }],
    });
    expect(pattern.validate()).toEqual({ valid: true, problems: [] });
  });

  test('finds what can be found without a call, too', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('same'), 2: agentThat('same') } });
    expect((await pattern.validate({ live: true })).problems).toEqual([expect.stringContaining('tiers 1, 2')]);
    const empty = await createHandoffPattern({ tiers: {} }).validate({ live: true });
    expect(empty).toMatchObject({ valid: false, tiers: [], costUsd: 0 });
  });

  test('ends where an agent does not', async () => {
    const silent = checkedBy('silent', ({ abortSignal }) => hanging(abortSignal));
    const pattern = createHandoffPattern({ tiers: { 1: silent } });
    expect(await pattern.validate({ live: true, timeoutMs: 1 })).toMatchObject({
      valid: false,
      problems: ["Tier 1: Agent 'silent' did not answer within 1 ms."],
    });
    const controller = new AbortController();
    const aborted = pattern.validate({ live: true, abortSignal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
  });

  test('finds a tier whose model or key the provider refuses, and says what to change', async () => {
    const mock = await LLMock.create({ port: 0 });
    try {
      const yes = { canHandle: true, complexityScore: 0, reasoning: 'r', requiresTier: 1 };
      mock.on({ model: 'there' }, { content: JSON.stringify(yes) });
      mock.on({ model: 'locked' }, { error: { message: 'Incorrect API key provided.' }, status: 401 });
      const pattern = createHandoffPattern({
        baseURL: `${mock.url}/v1`,
        tierConfigs: { 1: { model: 'there' }, 2: { model: 'gone' }, 3: { model: 'locked' } },
      });
      const { valid, problems, tiers } = await pattern.validate({ live: true });
      expect({ valid, outcomes: tiers.map(({ outcome }) => outcome) }).toEqual({
        valid: false,
        outcomes: ['works', 'fails', 'fails'],
      });
      expect(problems[0]).toMatch(/^Tier 2: Agent 'tier-2': .*404.*Check that the server has a model 'gone'/);
      expect(problems[1]).toMatch(/^Tier 3: Agent 'tier-3': .*401.*check OPENAI_API_KEY/);
      expect(mock.getRequests()).toHaveLength(3);
    } finally {
      await mock.stop();
    }
  });

  test('says what a provider does not take of the settings, and that it works without', async () => {
    const yes = { canHandle: true, complexityScore: 0, reasoning: 'r', requiresTier: 1 };
    const choices = [{ message: { content: JSON.stringify(yes) }, finish_reason: 'stop' }];
    const refused = { error: { message: "Unsupported value: 'temperature'.", param: 'temperature' } };
    const { baseURL, requests } = await scriptedServer(({ body }) =>
      'temperature' in body ? json(refused, 400) : json({ choices, usage: { prompt_tokens: 9, completion_tokens: 1 } }),
    );
    const pattern = createHandoffPattern({
      baseURL,
      tierConfigs: { 1: { model: 'm', temperature: 0.3 } },
      pricing: { m: { inputPerMillion: 1, outputPerMillion: 1 } },
    });
    const report = await pattern.validate({ live: true });
    expect(report).toMatchObject({ valid: true, tiers: [{ outcome: 'works', usage: { inputTokens: 9 } }] });
    expect(report.costUsd).toBeCloseTo(0.00001);
    expect(report.tiers[0]?.notes).toEqual([expect.stringContaining('temperature')]);
    expect(requests).toHaveLength(2);
  });

  test('tries the search of the embedded ladder, and a local model where there is one', async () => {
    const { problems, tiers } = await createHandoffPattern({ provider: 'embedded' }).validate({ live: true });
    expect({ problems, tiers }).toMatchObject({
      problems: [],
      tiers: [{ outcome: 'works' }, { outcome: 'works' }, {}],
    });
  });

  test('refuses options that it does not have', () => {
    const { validate } = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const call = (options: unknown): unknown => Reflect.apply(validate, undefined, [options]);
    expect(() => call({ alive: true })).toThrow("unknown option 'alive'");
    expect(() => call({ live: true, timeoutMs: -1 })).toThrow("option 'timeoutMs'");
  });
});
