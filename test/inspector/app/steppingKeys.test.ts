import { signal } from '@preact/signals';
import { expect, test } from 'vitest';

import { emptyState } from '../../../inspector/app/state/model.ts';
import { steppingKeys } from '../../../inspector/app/state/steppingKeys.ts';
import { listedOf } from '../../../inspector/listedOf.ts';
import type { PausedCall } from '../../../inspector/protocol.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';

test.for([
  ['over', { status: 'completed', live: false }, 'It is over, and makes none any more.'],
  ['not running here', { status: 'running', live: false }, 'It does not run here: go on with it first.'],
  ['running', { status: 'running', live: true }, 'Pause first, and its next call is held.'],
] as const)('a step where no call is held says why: the execution is %s', ([, standing, advice]) => {
  const told: string[] = [];
  const listed = listedOf(sampleRecords('e'), { sourceId: 's1', live: false });
  const keys = steppingKeys({
    state: signal(emptyState),
    selected: signal(listed && { ...listed, ...standing }),
    canStep: signal(true),
    order: () => expect.unreachable('nothing is to be ordered'),
    tell: (_level, message) => told.push(message),
  });
  keys.stepOn();
  expect(told).toEqual([`No call of this execution is held. ${advice}`]);
});

test('a step makes no call that was to be answered by hand', () => {
  const told: string[] = [];
  const listed = listedOf(sampleRecords('e', { end: 'running' }), { sourceId: 's1', live: true });
  const input = { executionId: 'e', callId: 'e:1', tierLevel: 2, agentId: 'a', task: 't', context: '', capped: false };
  const held: PausedCall = {
    executionId: 'e',
    sourceId: 's1',
    since: '2026-01-01T00:00:00.000Z',
    reason: 'mock',
    call: { kind: 'execute', input: { ...input, previousAttempts: [], notBefore: null, deadline: null } },
  };
  const keys = steppingKeys({
    state: signal({ ...emptyState, paused: [held] }),
    selected: signal(listed),
    canStep: signal(true),
    order: () => expect.unreachable('nothing is to be ordered'),
    tell: (_level, message) => told.push(message),
  });
  keys.stepOn();
  expect(told).toEqual([expect.stringContaining('Mock output')]);
});
