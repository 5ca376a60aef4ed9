import { expect, it } from 'vitest';

import { lifelinesOf, messagesOf } from '../../../../../inspector/app/views/sequence/messages.ts';
import { moveBy } from '../../../../../inspector/app/moveBy.ts';
import { windowOf } from '../../../../../inspector/app/views/sequence/window.ts';
import { defaultPolicy } from '../../../../../src/machines/policy.ts';
import { configOf } from '../../../../../src/machines/fold.ts';
import { sampleRecords } from '../../../../../src/testing/store/sampleRecords.ts';

const records = sampleRecords('e1', { escalations: 1 });
const config = configOf(records) ?? { tiers: [], policy: defaultPolicy, humanAgentId: 'human' };

it('has a lifeline for everybody who came to work', () => {
  expect(lifelinesOf(records, config).map(({ title }) => title)).toEqual([
    'caller',
    'machine',
    'tier 1',
    'tier 2',
    'memory',
  ]);
  expect(lifelinesOf(records.slice(0, 1), config).map(({ id }) => id)).toEqual([
    'caller',
    'machine',
    'tier1',
    'memory',
  ]);
});

it('tells who says what to whom, in order', () => {
  const said = records.flatMap((record) =>
    messagesOf(record, config).map(({ from, to, text }) => `${from} > ${to}: ${text}`),
  );
  expect(said.filter((line) => !line.includes('store'))).toEqual([
    'caller > machine: task',
    'machine > tier1: evaluate',
    'tier1 > machine: no, needs tier 1',
    'machine > machine: escalate to tier 2',
    'machine > tier2: evaluate',
    'tier2 > machine: yes, can handle it',
    'machine > tier2: execute',
    'tier2 > machine: answer, sure 0.90',
    'machine > caller: result',
  ]);
  expect(said.filter((line) => line.startsWith('machine > memory'))).toHaveLength(records.length);
});

it('asks a person at the cap where the policy says so', () => {
  const human = { ...config, policy: { ...defaultPolicy, atCap: 'human' as const } };
  const [record] = sampleRecords('e1').slice(-1);
  const capped = record && { ...record, from: 'tier2.capped' as const };
  expect(capped && messagesOf(capped, human)[0]).toMatchObject({ from: 'human', to: 'machine' });
  expect(capped && lifelinesOf([{ ...capped, to: 'tier2.capped' }], human).map(({ id }) => id)).toContain('human');
});

it('draws only what is in sight', () => {
  const offsets = Array.from({ length: 1_001 }, (_, index) => index * 50);
  expect(windowOf(offsets, 0, 500, 0)).toEqual({ start: 0, end: 11, above: 0, below: 50_000 - 550 });
  expect(windowOf(offsets, 10_000, 500, 100)).toMatchObject({ start: 198, end: 213, above: 9_900 });
  expect(windowOf(offsets, 49_900, 500, 100)).toMatchObject({ end: 1_000, below: 0 });
  expect(windowOf([0], 0, 500, 100)).toEqual({ start: 0, end: 0, above: 0, below: 0 });
});

it('moves by keys, and not beyond the ends', () => {
  expect(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'x'].map((key) => moveBy(key, 3, 5))).toEqual([
    4,
    2,
    0,
    4,
    4,
    undefined,
  ]);
});
