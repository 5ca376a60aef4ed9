import { describe, expect, it } from 'vitest';

import { createHandoffPattern } from '../../../../src/pattern/createHandoffPattern.ts';
import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { asked, ladder, metadataOf } from './ask.ts';
import { goodAnswers, whole } from './plain.ts';
import { scriptedServer } from './scriptedServer.ts';

describe('a body of the user’s own', () => {
  const extraBody = {
    top_p: 0.9,
    seed: 7,
    chat_template_kwargs: { enable_thinking: false },
    provider: { order: ['a', 'b'] },
  };

  it('is sent with every request, and stands in the metadata', async () => {
    const outcome = await asked([answerless, ...goodAnswers], { agent: { extraBody } }, 'stream');
    expect(outcome.requests).toHaveLength(3);
    for (const { body } of outcome.requests) expect(body).toMatchObject(extraBody);
    expect(metadataOf(outcome)['extraBody']).toEqual(extraBody);
  });

  it.each([
    ['a function', { f: () => 1 }],
    ['a number that is none', { top_p: Number.NaN }],
    ['a date', { since: new Date(0) }],
    ['a bigint', { seed: 1n }],
    ['no object', ['top_p']],
    ['a text', 'top_p=1'],
  ])('is refused where it holds %s', (_what, value) => {
    const options: unknown = { agentId: 'a', baseURL: 'http://127.0.0.1:9/v1', env: {}, extraBody: value };
    expect(() => Reflect.apply(openaiAgent, undefined, [options])).toThrow('extraBody');
  });

  it.each(['messages', 'model', 'stream'])(
    'is refused where it holds %s, which are not the user’s to send',
    (field) => {
      const options: unknown = { agentId: 'a', baseURL: 'http://127.0.0.1:9/v1', env: {}, extraBody: { [field]: 'x' } };
      expect(() => Reflect.apply(openaiAgent, undefined, [options])).toThrow(field);
    },
  );

  it('is not changed by what happens to it afterwards', async () => {
    const mine = { top_p: 0.9, nested: { a: 1 } };
    const { ask } = await ladder(goodAnswers, { agent: { extraBody: mine } });
    mine.nested.a = 2;
    const outcome = await ask();
    expect(outcome.requests[0]?.body).toMatchObject({ nested: { a: 1 } });
  });
});

describe('the settings of a tier', () => {
  it('hold a body of its own, and how the form is asked for', async () => {
    const { baseURL, requests } = await scriptedServer(goodAnswers);
    const pattern = createHandoffPattern({
      baseURL,
      extraBody: { seed: 7 },
      tierConfigs: { 1: { extraBody: { top_p: 0.9 }, responseFormat: 'none' } },
    });
    await pattern.executeWithHandoff('Reset my password');
    for (const { body } of requests) {
      expect(body).toMatchObject({ top_p: 0.9 });
      expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['response_format']));
      expect(body).not.toHaveProperty('seed');
    }
    expect(requests).toHaveLength(2);
  });
});

const answerless = whole('I will not answer in JSON.');
