import { describe, expect, test } from 'vitest';

import { failureOf, occurrenceOf, recordable, reportOf } from '../../src/machines/occurrence.ts';
import { answer, yes } from './walk.ts';

const evaluated = (output: unknown) =>
  occurrenceOf({ type: 'xstate.done.actor.tier1.evaluate', actorId: 'tier1.evaluate', output });
const executed = (output: unknown) =>
  occurrenceOf({ type: 'xstate.done.actor.tier1.execute', actorId: 'tier1.execute', output });

describe('what a service returns', () => {
  test('is taken up to the ends of its ranges', () => {
    for (const complexityScore of [0, 1]) expect(evaluated({ ...yes, complexityScore })).toHaveProperty('evaluation');
    for (const confidence of [0, 1]) expect(executed({ ...answer, confidence })).toHaveProperty('execution');
  });

  test('is a failed call where a field is missing, of another type or out of range', () => {
    const evaluations = [
      { ...yes, canHandle: 'yes' },
      { ...yes, complexityScore: 1.1 },
      { ...yes, complexityScore: -0.1 },
      { ...yes, complexityScore: Number.NaN },
      { ...yes, reasoning: 7 },
      { ...yes, requiresTier: 0 },
      { ...yes, requiresTier: 1.5 },
      null,
      'yes',
    ];
    const executions = [
      { ...answer, result: 7 },
      { ...answer, confidence: -0.1 },
      { ...answer, confidence: '1' },
      { ...answer, executionMetadata: 'none' },
      { ...answer, executionMetadata: undefined },
    ];
    for (const occurrence of [...evaluations.map(evaluated), ...executions.map(executed)]) {
      expect(occurrence).toMatchObject({ kind: 'failed', failure: { code: 'HANDOFF_AGENT_OUTPUT' } });
    }
  });

  test('is of the kind that was asked for: an evaluation is no answer, and no answer an evaluation', () => {
    expect(executed(yes)).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('execution') } });
    expect(evaluated(answer)).toMatchObject({ kind: 'failed' });
  });
});

describe('what a call says of itself', () => {
  test('is kept where it is well formed', () => {
    const report = {
      usage: { inputTokens: 0, outputTokens: 2 },
      costUsd: 0,
      timestamp: '2026-01-01T00:00:00.000Z',
      durationMs: 3,
      coercions: ['canHandle from "yes"'],
      byHand: 'output',
      editedInput: { task: 'another' },
    };
    expect(reportOf({ ...report, more: 1 })).toEqual(report);
    expect(reportOf({ costUsd: null })).toEqual({ costUsd: null });
  });

  test('is dropped where it is not', () => {
    const reports = [
      { usage: { inputTokens: 1 } },
      { usage: { outputTokens: 1 } },
      { usage: { inputTokens: 1, outputTokens: -1 } },
      { costUsd: -1 },
      { costUsd: Number.POSITIVE_INFINITY },
      { durationMs: Number.NaN },
      { timestamp: 7 },
      { coercions: [7] },
      { byHand: 'somebody' },
      { editedInput: 'task' },
    ];
    for (const report of reports) expect(reportOf(report)).toEqual({});
  });

  test('is recorded of a failed call too, beside what is plain data of its error', () => {
    const report = { costUsd: 0.5, coercions: ['one'], editedInput: { task: 'another' } };
    const error = Object.assign(new RangeError('busy', { cause: 'secret' }), report, { code: 'E', transient: true });
    const type = 'xstate.error.actor.tier1.execute';
    const recorded = recordable({ type, actorId: 'tier1.execute', error });
    const plain = { name: 'RangeError', code: 'E', message: 'busy', transient: true, ...report };
    expect(recorded).toEqual({ type, actorId: 'tier1.execute', error: plain });
    expect(failureOf(plain)).toEqual(failureOf(error));
  });
});
