import { createActor } from 'xstate';
import { describe, expect, test } from 'vitest';

import { ReplayError } from '../../src/machines/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { foldNext, foldRecords, nextSteps, machineFor, standingAfter, standingOf } from '../../src/machines/fold.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import { isoTime } from '../../src/machines/time.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import { after, answer, no, start, walk, yes } from './walk.ts';

const tiers = [
  { level: 1, agentId: 'a1' },
  { level: 2, agentId: 'a2' },
];
const usage = { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1 };
const turns = [
  { output: no },
  { output: { ...no, usage, costUsd: 0.5, durationMs: 7, timestamp: after(1) } },
  { output: answer },
];
const records: readonly TransitionRecord[] = walk({ tiers }, turns).flatMap((step) => step.records);
const capping = 3;

/** The record at which folding stops, where one is changed. */
function stopsAt(seq: number, change: object): number | null {
  try {
    foldRecords(records.map((record, index) => (index === seq ? { ...record, ...change } : record)));
    return null;
  } catch (error) {
    return ReplayError.isInstance(error) ? error.seq : Number.NaN;
  }
}

describe('folding', () => {
  test('refuses a record that claims anything else than what follows from its event', () => {
    const { decision } = records[capping] ?? {};
    expect(decision).toMatchObject({ capped: true });
    const changes = [
      { seq: 9 },
      { executionId: 'e2' },
      { agentId: 'a9' },
      { tierLevel: 1 },
      { timestamp: after(2) },
      { from: 'tier1.evaluating' },
      { to: 'tier2.executing' },
      { costUsd: 0.4 },
      { durationMs: 8 },
      { usage: { ...usage, cachedInputTokens: 2 } },
      { usage: { ...usage, inputTokens: 4 } },
      { decision: { ...decision, capped: false } },
      { decision: { ...decision, handoffDecision: 'escalate' } },
      { decision: undefined },
    ];
    for (const change of changes) expect([change, stopsAt(capping, change)]).toEqual([change, capping]);
    expect(stopsAt(capping, { decision: { ...decision, reasoning: '[erased]' } })).toBeNull();
  });

  test('refuses a gap, a beginning that is none, and what comes after the end', () => {
    expect(() => foldRecords(records.toSpliced(1, 1))).toThrow(ReplayError);
    expect(() => foldRecords(records.slice(1))).toThrow('does not begin');
    const renumbered = records.map((record, index) => ({ ...record, seq: index > 2 ? index + 1 : index }));
    expect(() => foldRecords(renumbered)).toThrow(ReplayError);
    const again = records.slice(-1).map((record) => ({ ...record, seq: records.length }));
    expect(() => foldRecords([...records, ...again])).toThrow(ReplayError);
  });

  test('takes the automatic step where it is due, and nowhere else', () => {
    const [first, , arrival] = records;
    if (first === undefined || arrival === undefined) throw new Error('There are five records.');
    expect(() => foldNext(foldNext(undefined, first), { ...arrival, seq: 1 })).toThrow(
      "the machine does nothing on 'escalate' here",
    );
  });

  test('folds the executions of several patterns, one after another, each by its own machine', () => {
    const other = walk({ tiers, policy: { atCap: 'reject' } }, turns.slice(0, 2)).flatMap((step) => step.records);
    for (const each of [records, other, records]) expect(foldRecords(each)).toHaveLength(each.length);
    expect(foldRecords(other).at(-1)?.snapshot.value).toBe('failed');
    const config = validConfig({ tiers });
    expect(machineFor(structuredClone(config))).toBe(machineFor(config));
  });
});

describe('where an execution stands', () => {
  test('that was cut off in the middle of an escalation is the next tier, and a record is owed', () => {
    const standing = standingOf(records.slice(0, 2));
    expect(standing.snapshot.value).toEqual({ tier2: 'evaluating' });
    expect(standing.records).toEqual([records[2]]);
    const next = standingAfter(standing, {
      type: 'xstate.done.actor.tier2.evaluate',
      actorId: 'tier2.evaluate',
      output: yes,
    });
    expect(next.records.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(standingOf(records.slice(0, 3)).records).toEqual([]);
  });

  test('that is over, or whose actor was stopped, takes no event any more', () => {
    const cancel = { type: 'cancel', timestamp: after(5) } as const;
    expect(() => standingAfter(standingOf(records), cancel)).toThrow("does not take the event 'cancel'");
    const actor = createActor(createHandoffMachine({ tiers }), {
      input: { executionId: 'e1', task: 't', timestamp: start },
    });
    const { config } = standingOf(records);
    expect(nextSteps(machineFor(config), actor.start().getSnapshot(), cancel)).toHaveLength(1);
    expect(nextSteps(machineFor(config), actor.stop().getSnapshot(), cancel)).toEqual([]);
  });
});

test('a time is that of its millisecond, also where the clock was set back', () => {
  const times = [2_000, 1_000, 1_000, 3_000].map(isoTime);
  expect(times).toEqual([2_000, 1_000, 1_000, 3_000].map((time) => new Date(time).toISOString()));
});
