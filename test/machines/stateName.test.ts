import { expect, it } from 'vitest';

import { parseServiceId, serviceDone, serviceFailed, serviceId, serviceOf } from '../../src/machines/serviceId.ts';
import {
  isFinal,
  levelOf,
  parseStateName,
  parseTierKey,
  phaseOf,
  stateName,
  tierKey,
} from '../../src/machines/stateName.ts';

const phases = ['evaluating', 'executing', 'escalating', 'capped'] as const;
const finals = ['done', 'failed', 'cancelled'] as const;
const levels = [1, 2, 12, 64, Number.MAX_SAFE_INTEGER, 1e21];

it('takes apart every name that it makes', () => {
  for (const level of levels) {
    expect(parseTierKey(tierKey(level))).toBe(level);
    for (const phase of phases) {
      const name = stateName(level, phase);
      expect(parseStateName(name)).toEqual({ level, phase });
      expect([levelOf(name), phaseOf(name), isFinal(name)]).toEqual([level, phase, false]);
    }
    for (const final of finals) expect(stateName(level, final)).toBe(final);
  }
  for (const final of finals) {
    expect(parseStateName(final)).toEqual({ final });
    expect([levelOf(final), phaseOf(final), isFinal(final)]).toEqual([undefined, final, true]);
  }
});

it.each([
  '',
  'tier',
  'tier1',
  'tier.evaluating',
  'tier0.evaluating',
  'tier-1.evaluating',
  'tier01.evaluating',
  'tier1.5.evaluating',
  'tier 1.evaluating',
  'tier1.thinking',
  'tier1.evaluating.',
  'Tier1.evaluating',
  '.evaluating',
  'evaluating',
  'toString',
  'Done',
])('says of %j that it is no state', (name) => {
  expect([parseStateName(name), phaseOf(name), levelOf(name), isFinal(name)]).toEqual([
    undefined,
    undefined,
    undefined,
    false,
  ]);
});

it('knows neither phase nor level before the first state', () => {
  expect([phaseOf(null), levelOf(null)]).toEqual([undefined, undefined]);
});

it('tells from an event which call of which tier ended', () => {
  for (const level of levels) {
    for (const kind of ['evaluate', 'execute'] as const) {
      const id = serviceId(level, kind);
      expect(parseServiceId(id)).toEqual({ level, kind });
      expect(serviceOf(serviceDone(id, {}))).toEqual({ level, kind });
      expect(serviceOf(serviceFailed(id, {}))).toEqual({ level, kind });
    }
  }
  expect(serviceDone('tier2.evaluate', 1)).toEqual({
    type: 'xstate.done.actor.tier2.evaluate',
    actorId: 'tier2.evaluate',
    output: 1,
  });
});

it.each(['tier1', 'tier1.judge', 'tier0.evaluate', 'evaluate', 'x.tier1.evaluate'])('names no call by %j', (id) => {
  expect([parseServiceId(id), serviceOf(serviceDone(id, {}))]).toEqual([undefined, undefined]);
});
