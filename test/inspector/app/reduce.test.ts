import { beforeAll, describe, expect, test } from 'vitest';

import { emptyState, keyOf } from '../../../inspector/app/state/model.ts';
import { reduce } from '../../../inspector/app/state/reduce.ts';
import { messagesOf } from '../../../inspector/app/state/session.ts';
import { listedOf } from '../../../inspector/listedOf.ts';
import { protocolVersion, type ForeignStep, type ServerMessage, type Session } from '../../../inspector/protocol.ts';
import { demoSession } from '../support/demoSession.ts';

let session: Session;
beforeAll(async () => {
  session = await demoSession();
});

const hello: ServerMessage = {
  type: 'hello',
  protocolVersion,
  title: 'support',
  sources: [{ sourceId: 'live', name: 'support', readOnly: false }],
  stepping: { mode: 'run', breakpoints: [] },
};

function recordsOf(index: number) {
  const records = session.executions[index] ?? [];
  return { records, executionId: records[0]?.executionId ?? '' };
}

describe('what a relay says becomes the state of the page', () => {
  test('records are appended in order, records that come again are not doubled, a gap is left out', () => {
    const { records, executionId } = recordsOf(1);
    const part = (from: number, to: number): ServerMessage => ({
      type: 'records',
      sourceId: 'live',
      executionId,
      from,
      records: records.slice(from, to),
    });
    const key = keyOf({ sourceId: 'live', executionId });
    const lengthAfter = (...messages: readonly ServerMessage[]) =>
      reduce(emptyState, [hello, ...messages]).records.get(key)?.length;
    expect(lengthAfter(part(0, 3), part(3, 5))).toBe(5);
    expect(lengthAfter(part(0, 3), part(1, 5), part(0, records.length))).toBe(records.length);
    expect(lengthAfter(part(0, 3), part(4, 6))).toBe(3);
  });

  test('a state that was handed out never changes', () => {
    const { records, executionId } = recordsOf(1);
    const key = keyOf({ sourceId: 'live', executionId });
    const at = (from: number): ServerMessage => ({
      type: 'records',
      sourceId: 'live',
      executionId,
      from,
      records: records.slice(from, from + 1),
    });
    const before = reduce(emptyState, [hello, at(0)]);
    const after = reduce(before, [at(1), at(2)]);
    expect(before.records.get(key)).toHaveLength(1);
    expect(after.records.get(key)).toHaveLength(3);
    expect(after.executions).toBe(before.executions);
  });

  test('steps of an actor are looked at once, however many messages they come in', () => {
    let looks = 0;
    const stepsOf = (count: number, from = 0) =>
      Array.from({ length: count }, (_, at): ServerMessage => {
        const step: ForeignStep = {
          timestamp: '',
          event: { type: 'TICK' },
          get index() {
            looks += 1;
            return from + at;
          },
        };
        return { type: 'steps', sessionId: 'x:1', steps: [step] };
      });
    const state = reduce(emptyState, [hello, ...stepsOf(500)]);
    expect(looks).toBeLessThan(500 * 5);
    expect(state.steps.get('x:1')).toHaveLength(500);
    const again = reduce(state, stepsOf(100, 450));
    expect(again.steps.get('x:1')?.map(({ index }) => index)).toEqual(Array.from({ length: 550 }, (_, index) => index));
    expect(state.steps.get('x:1')).toHaveLength(500);
  });

  test('a relay that says hello again starts over, and what was opened from a file stays', () => {
    const file = { sourceId: 'file:1', name: 'a.json', readOnly: true };
    const { records, executionId } = recordsOf(0);
    const live: ServerMessage = {
      type: 'executions',
      executions: [records].flatMap((all) => listedOf(all, { sourceId: 'live', live: false }) ?? []),
    };
    const state = reduce(emptyState, [hello, live, ...messagesOf(session, file, hello.sources), hello]);
    expect([...state.executions.values()].every(({ sourceId }) => sourceId === 'file:1')).toBe(true);
    expect(state.records.size).toBe(session.executions.length);
    expect(state.sources.map(({ sourceId }) => sourceId)).toEqual(['file:1', 'live']);
    expect(state.executions.has(keyOf({ sourceId: 'live', executionId }))).toBe(false);
  });

  test('text of a running call grows until its record comes, and begins anew where it is taken back', () => {
    const { records, executionId } = recordsOf(0);
    const delta = (text: string): ServerMessage => ({
      type: 'text-delta',
      sourceId: 'live',
      executionId,
      tierLevel: 1,
      delta: text,
    });
    const key = keyOf({ sourceId: 'live', executionId });
    const speaking = reduce(emptyState, [hello, delta('Open '), delta('Settings')]);
    expect(speaking.speech.get(key)?.text).toBe('Open Settings');
    const reset: ServerMessage = { type: 'text-reset', sourceId: 'live', executionId, tierLevel: 1 };
    expect(reduce(speaking, [reset]).speech.has(key)).toBe(false);
    expect(reduce(speaking, [reset, delta('Go to ')]).speech.get(key)?.text).toBe('Go to ');
    const done = reduce(speaking, [{ type: 'records', sourceId: 'live', executionId, from: 0, records }]);
    expect(done.speech.has(key)).toBe(false);
  });

  test('another version of the protocol is said in words', () => {
    const { notices } = reduce(emptyState, [{ ...hello, protocolVersion: 99 }]);
    expect(notices[0]?.message).toContain('version 99');
  });

  test('the list tells status, tier and cost; a cost that is not known makes the whole not known', () => {
    const entries = session.executions.flatMap(
      (records) => listedOf(records, { sourceId: 'file:1', live: false }) ?? [],
    );
    expect(entries.map(({ status, tierLevel, costUsd }) => [status, tierLevel, costUsd === null])).toEqual([
      ['completed', 1, false],
      ['completed', 3, false],
      ['completed', 2, false],
      ['completed', 2, true],
      ['waiting', 4, false],
      ['completed', 2, false],
    ]);
  });
});
