import { defaultPolicy } from '../../../src/machines/policy.ts';
import type { RecordedEvent, TransitionRecord } from '../../../src/machines/executionTypes.ts';

const agentId = 'frontline_faq';
const began = Date.UTC(2026, 10, 24, 9);

/** An execution of so many records, at least three: it waits for a person, and is gone on with again and again. */
export function longExecution(length: number, executionId = 'long'): readonly TransitionRecord[] {
  const timestamp = (seq: number) => new Date(began + seq * 40).toISOString();
  const base = { executionId, tierLevel: 1, agentId } as const;
  const start: RecordedEvent = {
    type: 'xstate.init',
    input: { executionId, task: `A long one of ${length} records`, timestamp: timestamp(0) },
    config: {
      tiers: [1, 2, 3].map((level) => ({ level, agentId: level === 1 ? agentId : `tier_${level}` })),
      policy: defaultPolicy,
      humanAgentId: 'human',
    },
  };
  const evaluated: RecordedEvent = {
    type: 'xstate.done.actor.tier1.evaluate',
    actorId: 'tier1.evaluate',
    output: {
      canHandle: true,
      complexityScore: 0.3,
      reasoning: 'It can wait.',
      requiresTier: 1,
      durationMs: 40,
      timestamp: timestamp(1),
    },
  };
  const later = (seq: number): RecordedEvent =>
    seq % 10 === 0
      ? { type: 'wait', timestamp: timestamp(seq), deadline: null }
      : { type: 'resume', timestamp: timestamp(seq) };
  return Array.from({ length }, (_, seq): TransitionRecord => {
    const at = { ...base, seq, timestamp: timestamp(seq) };
    if (seq === 0) return { ...at, event: start, from: null, to: 'tier1.evaluating' };
    if (seq === 1) return { ...at, event: evaluated, from: 'tier1.evaluating', to: 'tier1.executing', durationMs: 40 };
    return { ...at, event: later(seq), from: 'tier1.executing', to: 'tier1.executing' };
  });
}
