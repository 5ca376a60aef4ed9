import { describe, expect, it } from 'vitest';

import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { events, type Reply } from '../bodies/reply.ts';
import { deadURL } from '../support.ts';
import { asked, failuresIn, ladder, ladderOf } from './ask.ts';
import { chunk, execution, goodAnswers, goodEvaluation, goodExecution, whole, yes } from './plain.ts';

describe('a connection that is lost', () => {
  const { body, headers = {} } = whole(JSON.stringify(yes));
  const half = body.slice(0, body.length / 2);
  const stream = events([chunk({ content: '{"result": "Op' })]);

  it.each<readonly [string, Reply]>([
    ['in the middle of the body', { body: half, headers, end: 'cut' }],
    [
      'in the middle of a body whose length is known',
      { body: half, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, end: 'cut' },
    ],
    ['behind the headers', { body: '', headers, end: 'cut' }],
    ['before the headers', { body: '', end: 'reset' }],
    ['in the middle of a body that ends as if it were whole', { body: half, headers }],
    ['in the middle of an error', { status: 502, body: '{"error": {"mess', headers, end: 'cut' }],
  ])('is asked again on another one: %s', async (_when, reply) => {
    const outcome = await asked([reply, ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    expect(failuresIn(outcome)).toMatchObject([
      { reason: reply.status === 502 ? 'unavailable' : 'network', transient: true, name: 'AgentCallError' },
    ]);
  });

  it.each<readonly [string, Reply]>([
    ['in the middle of a stream', { ...stream, end: 'cut' }],
    ['behind the headers of a stream', { ...stream, body: '', end: 'cut' }],
    ['in the middle of an event', { ...stream, body: stream.body.slice(0, -8), end: 'cut' }],
    ['before the headers', { body: '', end: 'reset' }],
  ])('is asked again on another one: %s', async (_when, reply) => {
    const outcome = await asked([goodEvaluation, reply, goodExecution], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'network', transient: true }]);
  });

  it('says what happened, where no tier is left', async () => {
    const { ask } = await ladder([{ body: half, headers, end: 'cut' }], { policy: { maxRetries: 0 } });
    const { error } = await ask('execute', { maxTier: 1 });
    expect(error).toMatchObject({
      cause: { name: 'AgentCallError', reason: 'network', message: expect.stringMatching(/127\.0\.0\.1/) },
    });
  });

  it('is not made in the first place where nobody listens, and is tried again all the same', async () => {
    const agent = openaiAgent({ agentId: 'm1', model: 'm', baseURL: await deadURL(), env: {} });
    const outcome = await ladderOf(agent, []).ask();
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'network' }, { reason: 'network' }, { reason: 'network' }]);
    expect(outcome.result).toMatchObject({ finalTier: 2 });
  });

  it.each<readonly [string, Reply]>([
    ['nothing comes', { body: '', end: 'silent' }],
    ['nothing comes behind the headers', { body: '', headers, end: 'held' }],
    ['half a body comes', { body: half, headers, end: 'held' }],
  ])('is a timeout where it is only silent, and is asked again: %s', async (_what, reply) => {
    const outcome = await asked([reply, ...goodAnswers], { agent: { requestTimeoutMs: 400 } });
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'timeout', transient: true }]);
  });
});
