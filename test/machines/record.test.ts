import { describe, expect, test } from 'vitest';

import { executeInput } from '../../src/machines/context.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import { after, answer, endOf, no, start, walk, yes, type Turn } from './walk.ts';

const tiers = [1, 2, 3, 4].map((level) => ({ level, agentId: `a${level}` }));
const human = { tiers, policy: { atCap: 'human' } } as const;
const wait = { type: 'wait', timestamp: after(5), deadline: after(100) } as const;
const toPerson: readonly Turn[] = [{ output: no }, wait];
const recordsOf = (...walked: Parameters<typeof walk>) => walk(...walked).flatMap(({ records }) => records);

describe('the record', () => {
  test('begins with all that the execution was given', () => {
    const given = { maxTier: 2, limits: { tokens: 9 }, forkedFrom: { executionId: 'e0', seq: 3 }, context: 'c' };
    expect(recordsOf({ tiers }, [], given)).toMatchObject([
      {
        seq: 0,
        from: null,
        to: 'tier1.evaluating',
        event: { input: { ...given, executionId: 'e1', timestamp: start } },
      },
    ]);
    const [first] = recordsOf({ tiers }, []);
    expect(first?.event).toHaveProperty('input', {
      executionId: 'e1',
      task: 't',
      context: '',
      maxTier: 4,
      timestamp: start,
    });
  });

  test('says of each call what it used, and when it ended', () => {
    const report = { usage: { inputTokens: 3, outputTokens: 2 }, costUsd: 0.5, durationMs: 7, timestamp: after(7) };
    const [, record] = recordsOf({ tiers }, [{ output: { ...yes, ...report } }]);
    expect(record).toMatchObject(report);
    expect(record).toMatchObject({ decision: { timestamp: after(7), handoffDecision: 'execute', capped: false } });
  });

  test('has no gaps, no step back in time, and names for each step the tier in which it happened', () => {
    const direct = { tiers, policy: { routing: 'direct' } } as const;
    const turns = [
      { output: { ...no, requiresTier: 3, timestamp: after(1) } },
      { output: { ...yes, timestamp: after(2) } },
    ];
    const seen = recordsOf(direct, turns).map(({ seq, timestamp, from, to, tierLevel, agentId }) =>
      [seq, timestamp, from, to, tierLevel, agentId].join(' '),
    );
    expect(seen).toEqual([
      `0 ${start}  tier1.evaluating 1 a1`,
      `1 ${after(1)} tier1.evaluating tier1.escalating 1 a1`,
      `2 ${after(1)} tier1.escalating tier3.evaluating 1 a1`,
      `3 ${after(2)} tier3.evaluating tier3.executing 3 a3`,
    ]);
  });

  test('names the person who answers at the cap, and the agent who said no', () => {
    const turns = [...toPerson, { output: answer }];
    expect(recordsOf(human, turns, { maxTier: 1 }).map(({ to, agentId }) => [to, agentId])).toEqual([
      ['tier1.evaluating', 'a1'],
      ['tier1.capped', 'a1'],
      ['tier1.capped', 'human'],
      ['done', 'human'],
    ]);
    const call = (turns: readonly Turn[]) =>
      executeInput(validConfig(human), endOf(human, turns, { maxTier: 1 }).context, { level: 1, agentId: 'a1' });
    expect(call(toPerson)).toMatchObject({ agentId: 'human', capped: true });
    expect(call([{ output: yes }])).toMatchObject({ agentId: 'a1', capped: false });
  });

  test('names the state cancelled, and no tier with it', () => {
    const records = recordsOf({ tiers }, [{ type: 'cancel', timestamp: after(1) }]);
    expect(records.at(-1)).toMatchObject({ from: 'tier1.evaluating', to: 'cancelled', tierLevel: 1 });
  });
});

describe('the wait for a person', () => {
  const waiting = { since: after(5), deadline: after(100) };

  test('begins in capped, or in a tier that is a person', () => {
    expect(endOf(human, toPerson, { maxTier: 1 })).toMatchObject({ value: { tier1: 'capped' }, context: { waiting } });
    expect(endOf({ tiers }, [{ output: yes }, wait])).toMatchObject({
      value: { tier1: 'executing' },
      context: { waiting },
    });
  });

  test('ends with an answer, a failure, a deadline or a cancellation', () => {
    const ends: readonly Turn[] = [
      { output: answer },
      { error: new Error('gone') },
      { type: 'expire', timestamp: after(100) },
      { type: 'cancel', timestamp: after(100) },
    ];
    for (const end of ends) expect(endOf(human, [...toPerson, end], { maxTier: 1 }).context.waiting).toBeNull();
  });
});

test('a tier is shown by its name, where it has one', () => {
  const named = [{ level: 1, agentId: 'a1', name: 'Junior' }];
  const metaOf = (given: typeof tiers) => Object.values(endOf({ tiers: given }, []).getMeta());
  expect(metaOf(named)).toContainEqual({ level: 1, agentId: 'a1', name: 'Junior' });
  expect(metaOf(tiers)).toContainEqual({ level: 1, agentId: 'a1', name: 'a1' });
});
