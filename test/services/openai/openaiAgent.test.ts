import { describe, expect, it } from 'vitest';

import { AgentOutputError } from '../../../src/services/errors.ts';
import { openaiAgent } from '../../../src/services/openai/openaiAgent.ts';
import {
  answer,
  asRecord,
  callOptions,
  clientAnswering,
  completionResponse,
  errorResponse,
  evaluation,
  evaluationInput,
  execution,
  executionInput,
  mocked,
  rejection,
  sentBody,
} from './support.ts';

const usage = { inputTokens: 100, outputTokens: 20 };

describe('a valid answer', () => {
  it('is the evaluation, with what the call used', async () => {
    const { agent } = await mocked([answer(evaluation)]);
    expect(await agent.evaluateTask(evaluationInput, callOptions())).toEqual({
      ...evaluation,
      usage,
      costUsd: null,
      model: { asked: 'gpt-6.1-terra', answered: expect.any(String) },
    });
  });

  it('is the execution, with the facts of the call as metadata', async () => {
    const { agent } = await mocked([answer(execution, { id: 'chatcmpl-7', model: 'gpt-6.1-terra-2026-10-01' })]);
    expect(await agent.executeTask(executionInput, callOptions())).toEqual({
      ...execution,
      executionMetadata: { model: 'gpt-6.1-terra-2026-10-01', finishReason: 'stop', responseId: 'chatcmpl-7' },
      usage,
      costUsd: null,
      model: { asked: 'gpt-6.1-terra', answered: 'gpt-6.1-terra-2026-10-01' },
    });
  });

  it('never brings its own metadata', async () => {
    const { agent } = await mocked([answer({ ...execution, executionMetadata: 'made up' }, { id: 'chatcmpl-7' })]);
    const output = await agent.executeTask(executionInput, callOptions());
    expect(output.executionMetadata).toMatchObject({ responseId: 'chatcmpl-7', finishReason: 'stop' });
    expect(output).not.toHaveProperty('coercions');
  });

  it('says what was coerced', async () => {
    const { agent } = await mocked([answer({ ...evaluation, canHandle: 'yes', complexityScore: '70%' })]);
    expect(await agent.evaluateTask(evaluationInput, callOptions())).toMatchObject({
      canHandle: true,
      complexityScore: 0.7,
      coercions: ['canHandle: "yes" read as true', 'complexityScore: "70%" read as 0.7'],
    });
  });

  it('is read out of a fenced block, and says so', async () => {
    const { agent } = await mocked([answer(`\`\`\`json\n${JSON.stringify(execution)}\n\`\`\``)]);
    const output = await agent.executeTask(executionInput, callOptions());
    expect(output).toMatchObject({ ...execution, coercions: ['answer: read out of a fenced block'] });
  });

  it('reports no usage where the server reported none', async () => {
    const client = clientAnswering(() => completionResponse({ content: JSON.stringify(execution) }));
    const agent = openaiAgent({ agentId: 'support', client });
    const output = await agent.executeTask(executionInput, callOptions());
    expect(output).not.toHaveProperty('usage');
    expect(output.costUsd).toBeNull();
  });
});

describe('the request', () => {
  it('asks for the schema, without keywords that strict modes refuse, and sends no temperature by itself', async () => {
    const { agent, bodies } = await mocked([answer(evaluation), answer(execution)], { model: 'gpt-6-luna' });
    await agent.evaluateTask(evaluationInput, callOptions());
    await agent.executeTask(executionInput, callOptions());
    const [first, second] = bodies();
    expect(Object.keys(first ?? {}).filter((key) => !key.startsWith('_'))).toEqual([
      'model',
      'messages',
      'response_format',
    ]);
    expect(first).toMatchObject({
      model: 'gpt-6-luna',
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'task_evaluation',
          strict: true,
          schema: {
            type: 'object',
            required: ['reasoning', 'canHandle', 'complexityScore', 'requiresTier'],
            additionalProperties: false,
          },
        },
      },
    });
    expect(JSON.stringify([first, second])).not.toMatch(/"(minimum|maximum|minLength|\$schema|default)"/);
    const format = asRecord(asRecord(asRecord(second?.['response_format'])['json_schema'])['schema']);
    expect(Object.keys(asRecord(format['properties']))).toEqual(['result', 'confidence']);
  });

  it('sends what was set', async () => {
    const { agent, bodies } = await mocked([answer(evaluation)], {
      temperature: 0,
      maxTokens: 300,
      reasoningEffort: 'none',
    });
    await agent.evaluateTask(evaluationInput, callOptions());
    expect(bodies()[0]).toMatchObject({ temperature: 0, max_tokens: 300, reasoning_effort: 'none' });
    expect(bodies()[0]).not.toHaveProperty('max_completion_tokens');
  });

  it('limits tokens with max_completion_tokens at OpenAI', async () => {
    let body: unknown;
    const client = clientAnswering((url, init) => {
      expect(url).toBe('https://api.openai.com/v1/chat/completions');
      body = sentBody(init);
      return completionResponse({ content: JSON.stringify(evaluation) });
    });
    await openaiAgent({ agentId: 'support', client, maxTokens: 300 }).evaluateTask(evaluationInput, callOptions());
    expect(body).toMatchObject({ max_completion_tokens: 300 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('carries the idempotency key, another one for the repair, safe as a header', async () => {
    const { agent, mock } = await mocked([answer('no'), answer(evaluation)]);
    await agent.evaluateTask(evaluationInput, { ...callOptions(), idempotencyKey: 'run 1/ä:tier1' });
    const keys = mock.getRequests().map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['run%201/%C3%A4:tier1', 'run%201/%C3%A4:tier1:repair']);
  });
});

describe('an invalid answer', () => {
  it('is repaired once in the same conversation, and both requests are paid for', async () => {
    const { agent, bodies } = await mocked(
      [answer({ result: 'Use the link.', confidence: 'high' }), answer(execution)],
      {
        pricing: { 'gpt-6.1-terra': { inputPerMillion: 1, outputPerMillion: 5 } },
      },
    );
    const output = await agent.executeTask(executionInput, callOptions());
    expect(output).toMatchObject({
      ...execution,
      usage: { inputTokens: 200, outputTokens: 40 },
      executionMetadata: { repaired: true },
      coercions: ['repaired once: confidence: expected a number from 0 to 1, got "high"'],
    });
    expect(output.costUsd).toBeCloseTo(0.0004, 12);
    const [first, second] = bodies().map(({ messages }) => messages);
    expect(second).toEqual([
      ...(Array.isArray(first) ? first : []),
      { role: 'assistant', content: '{"result":"Use the link.","confidence":"high"}' },
      { role: 'user', content: expect.stringContaining('confidence: expected a number from 0 to 1, got "high"') },
    ]);
  });

  it('is an error after exactly two requests, with what they used', async () => {
    const { agent, mock } = await mocked([answer('I think so'), answer({ result: '' }), answer(execution)]);
    const error = await rejection(agent.executeTask(executionInput, callOptions()));
    expect(mock.getRequests()).toHaveLength(2);
    expect(AgentOutputError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      agentId: 'support',
      issues: [
        'result: expected a text that is not empty, got ""',
        'confidence: expected a number from 0 to 1, got nothing',
      ],
      report: {
        usage: { inputTokens: 200, outputTokens: 40 },
        coercions: ['repaired once: expected a JSON object, got text that is not JSON: "I think so"'],
      },
    });
  });

  it('leaves the usage unknown where one of the two requests did not report it', async () => {
    let calls = 0;
    const client = clientAnswering(() => {
      calls += 1;
      return calls === 1
        ? completionResponse({ content: null })
        : completionResponse(
            { content: JSON.stringify(execution) },
            { usage: { prompt_tokens: 1, completion_tokens: 1 } },
          );
    });
    const output = await openaiAgent({ agentId: 'support', client }).executeTask(executionInput, callOptions());
    expect(output).toMatchObject({ ...execution, coercions: [expect.stringContaining('an empty answer')] });
    expect(output).not.toHaveProperty('usage');
  });
});

describe('a server without json_schema', () => {
  it('gets json_object and the schema in the prompt, from then on, and every such answer says so', async () => {
    const bodies: Record<string, unknown>[] = [];
    const keys: unknown[] = [];
    const client = clientAnswering((_, init) => {
      const body = asRecord(sentBody(init));
      bodies.push(body);
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      return asRecord(body['response_format'])['type'] === 'json_schema'
        ? errorResponse(400, { message: "This response_format type is unavailable now: 'json_schema'" })
        : completionResponse({ content: JSON.stringify(evaluation) });
    });
    const agent = openaiAgent({ agentId: 'support', client });
    const options = { ...callOptions(), idempotencyKey: 'k' };
    const outputs = [
      await agent.evaluateTask(evaluationInput, options),
      await agent.evaluateTask(evaluationInput, options),
    ];
    expect(bodies.map(({ response_format }) => asRecord(response_format)['type'])).toEqual([
      'json_schema',
      'json_object',
      'json_object',
    ]);
    expect(keys).toEqual(['k', 'k:json_object', 'k:json_object']);
    expect(JSON.stringify(bodies[1]?.['messages'])).toContain('JSON Schema');
    for (const output of outputs) {
      expect(output).toMatchObject({ ...evaluation, coercions: [expect.stringContaining('json_object was used')] });
    }
  });
});

describe('streaming', () => {
  it('gives the text of the result piece by piece, and the usage at the end', async () => {
    const result = 'Line one\n"quoted" \\ ünïcode 👩‍👩‍👧 and a longer tail';
    const { agent, bodies } = await mocked([answer({ result, confidence: 0.9 })]);
    const deltas: string[] = [];
    const output = await agent.executeTask(executionInput, {
      ...callOptions(),
      onTextDelta: (delta) => deltas.push(delta),
    });
    expect(bodies()[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(deltas.length).toBeGreaterThan(5);
    expect(deltas).not.toContain('');
    expect(deltas.join('')).toBe(result);
    expect(output).toMatchObject({ result, confidence: 0.9, usage, executionMetadata: { finishReason: 'stop' } });
  });

  it('does not stream the repair', async () => {
    const { agent, bodies } = await mocked([answer({ result: 'Draft' }), answer(execution)]);
    const deltas: string[] = [];
    const output = await agent.executeTask(executionInput, {
      ...callOptions(),
      onTextDelta: (delta) => deltas.push(delta),
    });
    expect(deltas.join('')).toBe('Draft');
    expect(output).toMatchObject({ ...execution, usage: { inputTokens: 200, outputTokens: 40 } });
    expect(bodies()[1]).not.toHaveProperty('stream');
  });

  it('takes back the text of an answer that is repaired, where that is possible, and shows the repaired one', async () => {
    const { agent } = await mocked([answer({ result: 'Draft' }), answer(execution)]);
    const told: string[] = [];
    await agent.executeTask(executionInput, {
      ...callOptions(),
      onTextDelta: (delta) => told.push(delta),
      onTextReset: () => told.push('reset'),
    });
    const reset = told.indexOf('reset');
    expect(told.slice(0, reset).join('')).toBe('Draft');
    expect(told.slice(reset + 1)).toEqual([execution.result]);
  });
});

describe('the cost', () => {
  it('is looked up by the model that answered, then by the one that was asked', async () => {
    const price = { inputPerMillion: 10, outputPerMillion: 100, cachedInputPerMillion: 1 };
    const usage = { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 40 } };
    const client = clientAnswering(() =>
      completionResponse({ content: JSON.stringify(evaluation) }, { model: 'gpt-6-luna-2026-09-01', usage }),
    );
    const agentWith = (priced: string) =>
      openaiAgent({ agentId: 'support', client, model: 'gpt-6-luna', pricing: { [priced]: price } });
    const [bySnapshot, byAlias, byNone] = await Promise.all(
      ['gpt-6-luna-2026-09-01', 'gpt-6-luna', 'gpt-6-luna-2026-12-01'].map((priced) =>
        agentWith(priced).evaluateTask(evaluationInput, callOptions()),
      ),
    );
    expect(() => agentWith('other')).toThrow("the prices do not name its model 'gpt-6-luna'");
    expect(bySnapshot?.costUsd).toBeCloseTo(0.00264, 12);
    expect(byAlias?.costUsd).toBeCloseTo(0.00264, 12);
    expect(byNone?.costUsd).toBeNull();
    expect(byNone?.usage).toEqual({ inputTokens: 100, outputTokens: 20, cachedInputTokens: 40 });
  });
});
