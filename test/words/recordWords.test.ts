import { describe, expect, it } from 'vitest';

import { standingAfter, standingAtStart } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { MachineEvent } from '../../src/machines/occurrence.ts';
import { serviceDone, serviceFailed, serviceId } from '../../src/machines/serviceId.ts';
import type { Limits, PolicyOptions } from '../../src/machines/types.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import { lineOf, nextWords, sentenceOf, wordsOf } from '../../src/words/recordWords.ts';
import { failureWords } from '../../src/words/failure.ts';
import { score } from '../../src/words/score.ts';
import { stateWords, tierWords } from '../../src/words/place.ts';
import { badgeOf } from '../../src/words/wayTone.ts';

const timestamp = '2026-01-01T00:00:01.000Z';
const judged = { complexityScore: 0.4, reasoning: 'It is known.', timestamp };
const yes = (level: number) =>
  serviceDone(serviceId(level, 'evaluate'), { ...judged, canHandle: true, requiresTier: level });
const no = (level: number) =>
  serviceDone(serviceId(level, 'evaluate'), { ...judged, canHandle: false, requiresTier: 2 });
const answer = (level: number, confidence = 0.9) =>
  serviceDone(serviceId(level, 'execute'), {
    result: 'Use\nthe link.',
    confidence,
    executionMetadata: {},
    durationMs: 1_500,
    timestamp,
  });
const failure = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'The server said no.' };
const failed = (level: number, more: object = {}) =>
  serviceFailed(serviceId(level, 'evaluate'), { ...failure, ...more, timestamp });

/** The last record of an execution of two tiers in which these events happen. */
function lastOf(events: readonly MachineEvent[], policy: PolicyOptions = {}, limits: Limits = {}): TransitionRecord {
  const config = validConfig({
    tiers: [
      { level: 1, agentId: 'low' },
      { level: 2, agentId: 'high' },
    ],
    policy,
  });
  const input = { executionId: 'e', task: 'the task', timestamp: '2026-01-01T00:00:00.000Z', limits };
  const { records } = events.reduce(standingAfter, standingAtStart(config, input));
  const last = records.findLast(({ event }) => event.type !== 'escalate' || events.length === 0);
  if (last === undefined) throw new Error('There is no record.');
  return last;
}

describe('a record on one line', () => {
  it.each([
    ['a yes', [yes(1)], {}, 'tier 1 low: can handle it, complexity 0.40 – It is known.'],
    ['a no', [no(1)], {}, 'tier 1 low: escalates, complexity 0.40 – It is known.'],
    [
      'a no at the cap',
      [no(1), no(2)],
      {},
      'tier 2 high: cannot handle it, and is the last tier allowed, complexity 0.40 – It is known.',
    ],
    ['an answer', [yes(1), answer(1)], {}, 'tier 1 low: answered in 1.5 s'],
    [
      'an unsure answer',
      [yes(1), answer(1, 0.2)],
      { minConfidence: 0.5 },
      'tier 1 low: was not sure enough of its answer, escalates',
    ],
    ['a failure without a reason', [failed(1)], {}, 'tier 1 low: failed, escalates – The server said no.'],
    [
      'a failure that ends it',
      [failed(1, { reason: 'unauthorized', status: 401 })],
      {},
      'tier 1 low: failed: unauthorized (401) – The server said no.',
    ],
    [
      'a failure that is tried again',
      [failed(1, { reason: 'rateLimited', status: 429, transient: true, retryAfterMs: 2_000 })],
      {},
      'tier 1 low: rate limited, tried again in 2 s – The server said no.',
    ],
    [
      'an answer of the wrong form',
      [yes(1), serviceDone(serviceId(1, 'execute'), null)],
      {},
      /^tier 1 low: failed: invalid output, escalates – The service did not return/,
    ],
    ['a wait', [yes(1), { type: 'wait', timestamp, deadline: null }], {}, 'tier 1 low: waits for a person'],
    [
      'a wait with a deadline',
      [yes(1), { type: 'wait', timestamp, deadline: timestamp }],
      {},
      `tier 1 low: waits for a person until ${timestamp}`,
    ],
    ['a cancellation', [{ type: 'cancel', timestamp, reason: 'not needed' }], {}, 'tier 1 low: cancelled'],
    ['the end of its time', [{ type: 'expire', timestamp }], {}, 'tier 1 low: time is over'],
    ['a suspension', [{ type: 'suspend', timestamp }], {}, 'tier 1 low: suspended between two calls'],
    ['the beginning', [], {}, undefined],
    ['a resumption', [{ type: 'resume', timestamp }], {}, undefined],
  ] satisfies readonly [string, readonly MachineEvent[], PolicyOptions, string | RegExp | undefined][])(
    'tells %s',
    (_, events, policy, line) => {
      const told = lineOf(lastOf(events, policy));
      if (line instanceof RegExp) expect(told).toMatch(line);
      else expect(told).toBe(line);
    },
  );
});

it('has a title, a detail, an arrow and a badge for every kind of event', () => {
  const shown = (events: readonly MachineEvent[], policy: PolicyOptions = {}) => {
    const record = lastOf(events, policy);
    const { title, pill, detail, message } = wordsOf(record);
    return [title, pill, detail, message, nextWords(record), badgeOf(record)];
  };
  expect(shown([])).toEqual(['start', undefined, 'tier 1, evaluating', 'task', 'evaluate', 'start']);
  expect(shown([yes(1)])).toEqual([
    'evaluated',
    'execute',
    'complexity 0.40 · can handle it',
    'yes, can handle it',
    'execute',
    'execute',
  ]);
  expect(shown([no(1)])).toEqual([
    'evaluated',
    'escalate',
    'complexity 0.40 · needs tier 2',
    'no, needs tier 2',
    undefined,
    'escalate',
  ]);
  expect(shown([no(1), no(2)])).toEqual([
    'evaluated',
    'capped',
    'complexity 0.40 · needs tier 2',
    'no, needs tier 2',
    'execute, best effort',
    'capped',
  ]);
  expect(shown([yes(1), answer(1)])).toEqual([
    'executed',
    'done',
    'confidence 0.90 · Use the link.',
    'answer, sure 0.90',
    'result',
    'done',
  ]);
  expect(shown([failed(1)])).toEqual([
    'call failed',
    'escalate',
    'The server said no.',
    'AgentCallError',
    undefined,
    'escalate',
  ]);
  expect(shown([failed(1)], { onError: 'fail' })).toEqual([
    'call failed',
    'failed',
    'The server said no.',
    'AgentCallError',
    'error',
    'failed',
  ]);
  expect(shown([yes(1), { type: 'wait', timestamp, deadline: timestamp }])).toEqual([
    'waits for a person',
    undefined,
    'until 2026-01-01 00:00 UTC',
    'a person is asked',
    undefined,
    'waits',
  ]);
  expect(shown([{ type: 'resume', timestamp }])).toEqual([
    'resumed',
    undefined,
    'tier 1',
    'resume',
    'evaluate',
    'resumed',
  ]);
  expect(shown([{ type: 'expire', timestamp }])).toEqual([
    'time is over',
    undefined,
    'ends failed',
    'time is over',
    'error',
    'failed',
  ]);
  expect(shown([{ type: 'cancel', timestamp, reason: 'not needed' }])).toEqual([
    'cancelled',
    undefined,
    'not needed',
    'cancel',
    'cancelled',
    'cancelled',
  ]);
});

it('says which limit ended an execution', () => {
  const spent = { ...judged, canHandle: true, requiresTier: 1, usage: { inputTokens: 90, outputTokens: 20 } };
  const record = lastOf([serviceDone(serviceId(1, 'evaluate'), spent)], {}, { tokens: 100 });
  expect(lineOf(record)).toBe('tier 1 low: can handle it, ended by its limit tokens, complexity 0.40 – It is known.');
  const failing = lastOf([failed(1, { usage: spent.usage, reason: 'network' })], { maxRetries: 0 }, { tokens: 100 });
  expect(lineOf(failing)).toBe('tier 1 low: failed: no connection, ended by its limit tokens – The server said no.');
});

it('says that an execution was moved', () => {
  const config = validConfig({ tiers: [{ level: 1, agentId: 'low' }] });
  const record = { ...lastOf([]), event: { type: 'move', timestamp, config } as const };
  expect([lineOf(record), wordsOf(record).title, badgeOf(record), nextWords(record)]).toEqual([
    'tier 1 low: moved to the present tiers and policy',
    'moved',
    'moved',
    undefined,
  ]);
});

it('is a sentence for people who listen', () => {
  expect(sentenceOf(lastOf([no(1)]))).toBe('Tier 1: evaluated, escalate. complexity 0.40 · needs tier 2.');
});

it('never makes a score more than it is, nor less', () => {
  expect([0, 0.29, 0.57, 0.996, 1].map(score)).toEqual(['0.00', '0.29', '0.57', '0.99', '1.00']);
});

it('says places and failures as people do', () => {
  expect([stateWords('tier2.capped'), stateWords('done'), stateWords('ringing.loud')]).toEqual([
    'tier 2, capped',
    'done',
    'ringing.loud',
  ]);
  expect([tierWords('tier12.executing'), tierWords('failed'), tierWords(null)]).toEqual(['tier 12', 'failed', '']);
  expect([failureWords({ reason: 'network' }), failureWords({ status: 500 }), failureWords({})]).toEqual([
    'failed: no connection',
    'failed (500)',
    'failed',
  ]);
});
