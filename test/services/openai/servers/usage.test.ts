import { describe, expect, it } from 'vitest';

import { ConfigurationError } from '../../../../src/machines/errors.ts';
import type { Usage } from '../../../../src/machines/types.ts';
import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { createHandoffPattern } from '../../../../src/pattern/createHandoffPattern.ts';
import { done, events, pieces } from '../bodies/reply.ts';
import { asked, outputsIn, ways } from './ask.ts';
import { chunk, execution, goodEvaluation, goodExecution, usage as plainUsage, whole, yes } from './plain.ts';

const text = JSON.stringify(execution);
const data = pieces(text).map((content) => chunk({ content }));
const price = { inputPerMillion: 1_000_000, outputPerMillion: 2_000_000 };
const pricing = { m: price };

const used = (inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage => ({
  inputTokens,
  outputTokens,
  ...more,
});

describe.each(ways)('what a call used (%s)', (way) => {
  it.each<readonly [string, unknown, Usage | null]>([
    ['plain counts', { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 }, used(12, 2)],
    ['counts without a total', { prompt_tokens: 12, completion_tokens: 2 }, used(12, 2)],
    ['a total of null', { prompt_tokens: 12, completion_tokens: 2, total_tokens: null }, used(12, 2)],
    [
      'reasoning beside the completion',
      {
        prompt_tokens: 12,
        completion_tokens: 2,
        total_tokens: 331,
        completion_tokens_details: { reasoning_tokens: 317 },
      },
      used(12, 319),
    ],
    [
      'reasoning beside the completion, said by the total alone',
      { prompt_tokens: 12, completion_tokens: 2, total_tokens: 331 },
      used(12, 319),
    ],
    [
      'reasoning within the completion',
      {
        prompt_tokens: 12,
        completion_tokens: 319,
        total_tokens: 331,
        completion_tokens_details: { reasoning_tokens: 317 },
      },
      used(12, 319),
    ],
    ['a total that is too small', { prompt_tokens: 12, completion_tokens: 20, total_tokens: 20 }, used(12, 20)],
    ['a total of zero', { prompt_tokens: 12, completion_tokens: 20, total_tokens: 0 }, used(12, 20)],
    [
      'a part from the cache',
      { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14, prompt_tokens_details: { cached_tokens: 8 } },
      used(12, 2, { cachedInputTokens: 8 }),
    ],
    [
      'details of null',
      {
        prompt_tokens: 12,
        completion_tokens: 2,
        total_tokens: 14,
        prompt_tokens_details: null,
        completion_tokens_details: null,
      },
      used(12, 2),
    ],
    ['zeros', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, null],
    [
      'zeros with details',
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } },
      null,
    ],
    ['null', null, null],
    ['nothing', undefined, null],
    ['an empty object', {}, null],
    ['counts below zero', { prompt_tokens: -1, completion_tokens: -1, total_tokens: -2 }, null],
    ['half counts', { prompt_tokens: 12.5, completion_tokens: 2, total_tokens: 14.5 }, null],
    ['counts that are none', { prompt_tokens: 'many', completion_tokens: null, total_tokens: 14 }, null],
    ['a list', [12, 2], null],
  ])('is what the server says, or unknown: %s', async (_what, usage, expected) => {
    const last = usage === undefined ? [] : [{ ...chunk({}), choices: [], usage }];
    const reply = way === 'stream' ? events([...data, chunk({}, 'stop'), ...last, done]) : whole(text, { usage });
    const outcome = await asked([goodEvaluation, reply], { agent: { pricing } }, way);
    expect(outputsIn(outcome)[1]?.['usage'] ?? null).toEqual(expected);
    expect(outcome.result?.usage).toMatchObject({ calls: 2, unreportedCalls: expected === null ? 1 : 0 });
    const evaluation = plainUsage.prompt_tokens + plainUsage.completion_tokens * 2;
    expect(outcome.result?.costUsd ?? null).toBe(
      expected === null ? null : evaluation + expected.inputTokens + expected.outputTokens * 2,
    );
  });
});

describe('the usage in a stream', () => {
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const figures = (completion: number) => ({
    prompt_tokens: 12,
    completion_tokens: completion,
    total_tokens: 12 + completion,
  });
  const withUsage = (usage: unknown) => chunk({}, null, { usage });

  it.each<readonly [string, readonly object[], Usage | null]>([
    ['zeros never wipe out an earlier figure', [withUsage(figures(20)), withUsage(zeros)], used(12, 20)],
    ['null never wipes out an earlier figure', [withUsage(figures(20)), withUsage(null)], used(12, 20)],
    [
      'what makes no sense never wipes out an earlier figure',
      [withUsage(figures(20)), withUsage({ prompt_tokens: 'x' })],
      used(12, 20),
    ],
    [
      'a running count counts once, as the last says',
      [withUsage(figures(5)), withUsage(figures(12)), withUsage(figures(20))],
      used(12, 20),
    ],
    ['it stands in the first chunk', [withUsage(figures(20))], used(12, 20)],
    ['zeros alone are unknown', [withUsage(zeros), withUsage(zeros)], null],
  ])('%s', async (_rule, chunks, expected) => {
    const outcome = await asked(
      [goodEvaluation, events([...chunks.slice(0, 1), ...data, chunk({}, 'stop'), ...chunks.slice(1), done])],
      {},
      'stream',
    );
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outputsIn(outcome)[1]?.['usage'] ?? null).toEqual(expected);
  });

  it('comes beside the finish reason too', async () => {
    const outcome = await asked(
      [goodEvaluation, events([...data, chunk({}, 'stop', { usage: figures(20) }), done])],
      {},
      'stream',
    );
    expect(outputsIn(outcome)[1]).toMatchObject({ usage: used(12, 20) });
  });
});

describe('the limits of an execution', () => {
  const reasoning = {
    prompt_tokens: 12,
    completion_tokens: 2,
    total_tokens: 331,
    completion_tokens_details: { reasoning_tokens: 317 },
  };

  it('see the tokens of reasoning', async () => {
    const outcome = await asked([whole(JSON.stringify(yes), { usage: reasoning }), goodExecution], {
      options: { limits: { tokens: 300 } },
    });
    expect(outcome.error).toMatchObject({ code: 'HANDOFF_BUDGET_EXCEEDED', limit: 'tokens' });
    expect(outcome.requests).toHaveLength(1);
  });

  it('see their cost', async () => {
    const outcome = await asked([whole(JSON.stringify(yes), { usage: reasoning }), goodExecution], {
      agent: { pricing },
      options: { limits: { costUsd: 100 } },
    });
    expect(outcome.error).toMatchObject({ code: 'HANDOFF_BUDGET_EXCEEDED', limit: 'costUsd' });
  });

  it('take a usage of zeros for unknown, not for free', async () => {
    const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const outcome = await asked([whole(JSON.stringify(yes), { usage: zeros }), goodExecution], {
      agent: { pricing },
      options: { limits: { costUsd: 100 } },
    });
    expect(outcome.error).toMatchObject({ code: 'HANDOFF_BUDGET_EXCEEDED', limit: 'costUsd' });
    expect(outcome.requests).toHaveLength(1);
  });

  it('count what a failed repair used', async () => {
    const outcome = await asked([whole('no'), whole('no')], { options: { limits: { tokens: 200 } } });
    expect(outcome.error).toMatchObject({ code: 'HANDOFF_BUDGET_EXCEEDED', limit: 'tokens' });
  });
});

describe('a price table', () => {
  const make = (model: string | undefined, table: Readonly<Record<string, typeof price>>) =>
    openaiAgent({
      agentId: 'm1',
      baseURL: 'http://127.0.0.1:9/v1',
      env: {},
      pricing: table,
      ...(model !== undefined && { model }),
    });

  it.each([
    ['another model', { 'gpt-6-luna': price }],
    ['nothing', {}],
    ['the model in other letters', { M: price }],
    ['the name of a property that every object has', { other: price }],
  ])('is refused when the agent is made, where it holds %s', (_what, table) => {
    for (const model of ['m', 'constructor']) {
      const making = () => make(model, table);
      expect(making).toThrow(ConfigurationError);
      expect(making).toThrow(
        expect.objectContaining({ message: expect.stringContaining(`'${model}'`), path: 'pricing' }),
      );
    }
  });

  it('is refused for the default model too', () => {
    expect(() => make(undefined, { other: price })).toThrow(ConfigurationError);
  });

  it('is taken where it holds the model, among others', () => {
    expect(make('m', { other: price, m: price }).agentId).toBe('m1');
  });

  it('is refused for a ladder of which it does not know a model', () => {
    const table = { 'gpt-6-luna': price };
    const options = {
      client: clientless,
      tierConfigs: { 1: { model: 'gpt-6-luna' }, 2: { model: 'gpt-6-astra' } },
      pricing: table,
    };
    expect(() => createHandoffPattern(options)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('gpt-6-astra') }),
    );
  });
});

const clientless = {
  baseURL: 'http://127.0.0.1:9/v1',
  chat: { completions: { create: () => Promise.reject(new Error('Not called.')) } },
};
