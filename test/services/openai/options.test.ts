import type OpenAI from 'openai';
import { describe, expect, expectTypeOf, it } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import type { ChatClient, ReasoningEffort } from '../../../src/services/openai/chat.ts';
import { openClient } from '../../../src/services/openai/client.ts';
import { openaiAgent } from '../../../src/services/openai/openaiAgent.ts';
import { validSettings, type OpenAIAgentOptions } from '../../../src/services/openai/options.ts';
import { callOptions, clientAnswering, evaluationInput, rejection } from './support.ts';

const env = { OPENAI_API_KEY: 'sk-test-0123456789' };

function mistake(options: unknown): unknown {
  try {
    Reflect.apply(openaiAgent, undefined, [options]);
  } catch (error) {
    return ConfigurationError.isInstance(error) ? error : new Error('Not a ConfigurationError.', { cause: error });
  }
  throw new Error('It was accepted.');
}

describe('an option that is not valid', () => {
  it.each([
    ['agentId', { agentId: '' }],
    ['model', { model: '' }],
    ['temperature', { temperature: 2.1 }],
    ['temperature', { temperature: Number.NaN }],
    ['temperature', { temperature: Number.POSITIVE_INFINITY }],
    ['maxTokens', { maxTokens: 0 }],
    ['maxTokens', { maxTokens: 1.5 }],
    ['reasoningEffort', { reasoningEffort: 'huge' }],
    ['maxRetries', { maxRetries: -1 }],
    ['requestTimeoutMs', { requestTimeoutMs: 0 }],
    ['client', { client: {} }],
    ['baseURL', { baseURL: 'localhost:11434' }],
    ['baseURL', { baseURL: 'ftp://example.com' }],
    ['apiKey', { apiKey: '' }],
    ['pricing.m.inputPerMillion', { pricing: { m: { inputPerMillion: -1, outputPerMillion: 1 } } }],
    ['pricing.m.outputPerMillion', { pricing: { m: { inputPerMillion: 1, outputPerMillion: Infinity } } }],
    ['pricing.m.per1k', { pricing: { m: { inputPerMillion: 1, outputPerMillion: 1, per1k: 1 } } }],
    ['temprature', { temprature: 1 }],
  ])('%s is refused by its name: %o', (path, option) => {
    const error = mistake({ agentId: 'support', env, ...option });
    expect(error).toMatchObject({ path });
    expect(String(error)).toContain(path);
    expect(String(error)).toContain(`openaiAgent '${'agentId' in option ? option.agentId : 'support'}'`);
  });

  it('may be all of them', () => {
    expect(mistake(undefined)).toMatchObject({ path: '' });
    expect(mistake({})).toMatchObject({ path: 'agentId' });
  });

  it.each(['apiKey', 'baseURL'])('%s is refused beside a client', (option) => {
    const client = clientAnswering(() => new Response());
    expect(mistake({ agentId: 'support', client, [option]: 'https://example.com' })).toMatchObject({ path: option });
  });
});

describe('the key', () => {
  it('is asked for by its name where there is none', () => {
    for (const given of [
      { env: {} },
      { env: { OPENAI_API_KEY: ' ' } },
      { env: {}, baseURL: 'https://example.com/v1' },
    ]) {
      const error = mistake({ agentId: 'support', ...given });
      expect(error).toMatchObject({ path: 'OPENAI_API_KEY' });
      expect(String(error)).toContain('OPENAI_API_KEY');
    }
  });

  it.each(['http://localhost:11434/v1', 'http://127.0.0.1:8080/v1', 'http://[::1]:1234/v1', 'http://llm.localhost/v1'])(
    'is not needed by %s',
    (url) => {
      expect(openaiAgent({ agentId: 'support', baseURL: url, env: {} }).agentId).toBe('support');
      expect(openaiAgent({ agentId: 'support', env: { OPENAI_BASE_URL: url } }).agentId).toBe('support');
    },
  );

  it('is taken from the option before the environment, without surrounding white space', () => {
    const keyOf = (options: OpenAIAgentOptions) => {
      const { connection } = validSettings(options);
      return connection.kind === 'server' ? connection.keys.fixed : undefined;
    };
    expect(keyOf({ agentId: 'a', env: { OPENAI_API_KEY: 'sk-one\n' } })).toBe('sk-one');
    expect(keyOf({ agentId: 'a', apiKey: 'sk-two', env })).toBe('sk-two');
  });

  it('may come from a function, which is asked when it is needed', () => {
    const apiKey = () => {
      throw new Error('not yet');
    };
    expect(openaiAgent({ agentId: 'a', apiKey, env: {} }).agentId).toBe('a');
  });

  it('is looked up in process.env by default', () => {
    expect(validSettings({ agentId: 'a', apiKey: 'sk-two', env: process.env }).agentId).toBe('a');
  });
});

describe('an extra body', () => {
  it.each([
    ['model', "Set the option 'model'"],
    ['max_tokens', "Set the option 'maxTokens'"],
    ['stream', 'Leave it out'],
    ['n', 'Leave it out'],
  ])('may not hold %s', (field, advice) => {
    expect(() => openaiAgent({ agentId: 'a', env, extraBody: { [field]: 1 } })).toThrow(advice);
  });

  it.each([[[1]], ['{}'], [() => 1]])('is no %s', (extraBody: unknown) => {
    const options: object = { agentId: 'a', env, extraBody };
    expect(() => openaiAgent({ agentId: 'a', ...options })).toThrow("option 'extraBody'");
  });
});

describe('the package openai', () => {
  it('is named, with the command that installs it, where it is missing', async () => {
    const { connection } = validSettings({ agentId: 'support', env });
    const missing = Object.assign(new Error("Cannot find package 'openai'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const error = await rejection(openClient('support', connection, () => Promise.reject(missing)));
    expect(error).toMatchObject({ path: 'openai', message: expect.stringContaining('npm install openai') });
  });

  it('is not needed where a client is given', async () => {
    const client = clientAnswering(() => new Response());
    const { connection } = validSettings({ agentId: 'support', client });
    expect(await openClient('support', connection, () => Promise.reject(new Error('missing')))).toBe(client);
  });

  it('fits the types that are spelled out here', () => {
    expectTypeOf<OpenAI>().toExtend<ChatClient>();
    expectTypeOf<ReasoningEffort | null>().toEqualTypeOf<OpenAI.ReasoningEffort>();
    expectTypeOf<{ agentId: string; client: OpenAI }>().toExtend<OpenAIAgentOptions>();
  });
});

it('changes no option and makes no call when it is created', async () => {
  let calls = 0;
  const client = clientAnswering(() => {
    calls += 1;
    return new Response('{}', { headers: { 'content-type': 'application/json' } });
  });
  const agent = openaiAgent(Object.freeze({ agentId: 'support', client }));
  expect(calls).toBe(0);
  await rejection(agent.evaluateTask(evaluationInput, callOptions()));
  expect(calls).toBe(1);
});
