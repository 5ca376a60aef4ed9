import { describe, expect, it } from 'vitest';

import type { Usage } from '../../../../src/machines/types.ts';
import { AgentCallError } from '../../../../src/services/errors.ts';
import { answers, type Answered, type Failed, type Server } from '../bodies/server.ts';
import { servers } from '../bodies/servers.ts';
import { asked, dearResult, failuresIn, ladder, metadataOf, outputsIn, ways, type Outcome, type Way } from './ask.ts';
import type { Scripted } from './scriptedServer.ts';

const price = { inputPerMillion: 1, outputPerMillion: 10, cachedInputPerMillion: 0.1 };

/** The reply of an answer that fits the request: a stream where one was asked for. */
const replyOf =
  ({ whole, streamed }: Pick<Answered, 'whole' | 'streamed'>): Scripted =>
  ({ body }) =>
    body['stream'] === true ? streamed : whole;

const usageOf = ({ reading }: Answered, way: Way): Usage | null =>
  way === 'stream' && reading.streamedUsage !== undefined ? reading.streamedUsage : reading.usage;

const costOf = ({ inputTokens, outputTokens, cachedInputTokens = 0 }: Usage): number =>
  ((inputTokens - cachedInputTokens) * 1 + cachedInputTokens * 0.1 + outputTokens * 10) / 1_000_000;

function agentFor({ model }: Server) {
  return { model, pricing: { [model]: price } };
}

const everyWay = <T extends { readonly name: string }>(of: (server: Server) => readonly T[]) =>
  servers.flatMap((server) =>
    of(server).flatMap((item) => ways.map((way) => ({ server: server.name, name: item.name, way, item, of: server }))),
  );

describe.each(servers.flatMap((server) => ways.map((way) => ({ name: server.name, server, way }))))(
  'what $name sends ($way)',
  ({ server, way }) => {
    it('is the judgement and the answer of the model, with its usage and its cost, after two requests', async () => {
      const outcome = await asked([replyOf(server.yes), replyOf(server.execution)], { agent: agentFor(server) }, way);
      expect(outcome.error).toBeUndefined();
      expect(outcome.result).toMatchObject({ status: 'completed', finalTier: 1, ...answers.execution });
      expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 2 } });
      expect(outcome.shown).toBe(way === 'stream' ? answers.execution.result : '');
      const decision = outcome.records.find((record) => record.decision !== undefined)?.decision;
      expect(decision).toMatchObject({ ...answers.yes, handoffDecision: 'execute' });

      const { model, finish } = server.execution.reading;
      const metadata = metadataOf(outcome);
      expect(metadata['model']).toBe(model);
      expect(metadata['finishReason'] ?? null).toBe(finish);

      const usages = [usageOf(server.yes, 'execute'), usageOf(server.execution, way)];
      const known = usages.filter((usage) => usage !== null);
      expect(outputsIn(outcome).map(({ usage }) => usage ?? null)).toEqual(usages);
      expect(outcome.result?.usage).toEqual({
        inputTokens: known.reduce((sum, usage) => sum + usage.inputTokens, 0),
        outputTokens: known.reduce((sum, usage) => sum + usage.outputTokens, 0),
        calls: 2,
        unreportedCalls: 2 - known.length,
      });
      if (known.length < 2) expect(outcome.result?.costUsd).toBeNull();
      else
        expect(outcome.result?.costUsd).toBeCloseTo(
          known.map(costOf).reduce((a, b) => a + b),
          12,
        );
    });

    it('goes to the next tier where the model says no', async () => {
      const outcome = await asked([replyOf(server.no)], { agent: agentFor(server) }, way);
      expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult, escalationCount: 1 });
      expect(outcome.requests).toHaveLength(1);
      const declined = outcome.records.find(({ decision }) => decision?.tierLevel === 1)?.decision;
      expect(declined).toMatchObject({ ...answers.no, handoffDecision: 'escalate' });
      expect(failuresIn(outcome)).toEqual([]);
    });
  },
);

describe.each(everyWay(({ failures }) => failures))('$server: $name ($way)', ({ of: server, way, item: failed }) => {
  it('is read as what it is', async () => {
    const script = way === 'execute' ? [failed.reply] : [replyOf(server.yes), failed.streamed ?? failed.reply];
    const outcome = await asked(script, { agent: agentFor(server), policy: { maxRetries: 0 } }, way);
    const { reason, status, says } = (way === 'stream' && failed.streamedReading) || failed.reading;
    const [failure, ...others] = failuresIn(outcome);
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ reason, message: expect.stringContaining(says) });
    expect(failure?.['status'] ?? null).toBe(status);
    expect(outcome.requests).toHaveLength(script.length);
    if (endsAtOnce(failed)) expectItself(outcome, failed);
    else expect(outcome).toMatchObject({ dearCalls: 2, result: { finalTier: 2, result: dearResult } });
  });
});

/** No other tier makes up for a wrong key or a wrong model. */
function endsAtOnce({ reading: { reason } }: Failed): boolean {
  return reason === 'unauthorized' || reason === 'notFound';
}

function expectItself({ error, dearCalls }: Outcome, { reading: { reason, status, says } }: Failed): void {
  expect(AgentCallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ reason, status, message: expect.stringContaining(says) });
  expect(dearCalls).toBe(0);
}

const transient = ({ failures }: Server) =>
  failures.filter(
    ({ reading: { reason, waitMs } }) => waitMs === undefined && (reason === 'unavailable' || reason === 'rateLimited'),
  );

describe.each(everyWay(transient))('$server: $name ($way), and then an answer', ({ of: server, way, item: failed }) => {
  it('is the answer of the same tier', async () => {
    const bad = way === 'stream' ? (failed.streamed ?? failed.reply) : failed.reply;
    const script = [replyOf(server.yes), bad, replyOf(server.execution)];
    const outcome = await asked(script, { agent: agentFor(server) }, way);
    expect(outcome.result).toMatchObject({ status: 'completed', finalTier: 1, ...answers.execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    expect(failuresIn(outcome)).toMatchObject([{ transient: true }]);
  });
});

const patient = servers.flatMap((server) =>
  server.failures.flatMap((failed) => {
    const { waitMs } = failed.reading;
    return waitMs === undefined ? [] : [{ server: server.name, name: failed.name, of: server, failed, waitMs }];
  }),
);

describe.each(patient)('$server: $name', ({ of: server, failed, waitMs }) => {
  it('is waited for as long as the server says', async () => {
    const { pattern } = await ladder([failed.reply], { agent: agentFor(server), policy: { maxWaitMs: 60_000 } });
    let failedAt = Number.NaN;
    for await (const event of pattern.stream('Reset my password')) {
      if (event.type === 'transition') failedAt = Date.parse(event.record.timestamp);
      if (event.type !== 'retry') continue;
      expect(event).toMatchObject({ tierLevel: 1, reason: failed.reading.reason });
      const waited = Date.parse(event.notBefore) - failedAt;
      expect(waited).toBeGreaterThanOrEqual(waitMs);
      expect(waited).toBeLessThan(waitMs * 2 + 1_000);
      return;
    }
    expect.fail('Nothing was made again.');
  });
});

describe.each(everyWay(({ refusals }) => refusals))(
  '$server: a refused $name ($way)',
  ({ of: server, way, item: refused }) => {
    const { options, refuses, reply, adapted } = refused;
    const needsStream = Object.hasOwn(adapted, 'stream_options');
    const learner = async () => {
      let answered = 0;
      return ladder(
        (request) => {
          if (refuses(request.body)) return reply;
          answered += 1;
          const good = answered % 2 === 1 ? server.yes : server.execution;
          return request.body['stream'] === true ? good.streamed : good.whole;
        },
        { agent: { ...agentFor(server), ...options } },
      );
    };

    it.skipIf(needsStream && way === 'execute')(
      'is left out or renamed, once for all tasks, and the record says so',
      async () => {
        const { ask } = await learner();
        const first = await ask(way);
        expect(first.error).toBeUndefined();
        expect(first.result).toMatchObject({ finalTier: 1, ...answers.execution });
        // From json_schema to none there are two steps.
        expect(first.requests).toHaveLength(adapted['response_format'] === null ? 4 : 3);
        expect(metadataOf(first)['adapted']).toEqual(adapted);
        expect(failuresIn(first)).toEqual([]);

        const second = await ask(way);
        expect(second.result).toMatchObject({ finalTier: 1, ...answers.execution });
        expect(second.requests).toHaveLength(2);
        expect(second.requests.some(({ body }) => refuses(body))).toBe(false);
        expect(metadataOf(second)['adapted']).toEqual(adapted);
      },
    );
  },
);
