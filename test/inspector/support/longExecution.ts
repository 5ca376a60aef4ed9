import { standingAfter, standingAtStart } from '../../../src/machines/fold.ts';
import type { RecordedEvent, TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { validConfig } from '../../../src/machines/validConfig.ts';

const agentId = 'frontline_faq';
const began = Date.UTC(2026, 10, 24, 9);

/** An execution of so many records, at least three: it waits for a person, and is gone on with again and again. */
export function longExecution(length: number, executionId = 'long'): readonly TransitionRecord[] {
  const timestamp = (seq: number) => new Date(began + seq * 40).toISOString();
  const tiers = [1, 2, 3].map((level) => ({ level, agentId: level === 1 ? agentId : `tier_${level}` }));
  const input = { executionId, task: `A long one of ${length} records`, timestamp: timestamp(0) };
  const judged = { canHandle: true, complexityScore: 0.3, reasoning: 'It can wait.', requiresTier: 1 };
  const begun = standingAfter(standingAtStart(validConfig({ tiers }), input), {
    type: 'xstate.done.actor.tier1.evaluate',
    actorId: 'tier1.evaluate',
    output: { ...judged, durationMs: 40, timestamp: timestamp(1) },
  }).records;
  const later = (seq: number): RecordedEvent =>
    seq % 10 === 0
      ? { type: 'wait', timestamp: timestamp(seq), deadline: null }
      : { type: 'resume', timestamp: timestamp(seq) };
  return Array.from({ length }, (_, seq): TransitionRecord => {
    const place = { from: 'tier1.executing', to: 'tier1.executing', tierLevel: 1, agentId } as const;
    return begun[seq] ?? { executionId, seq, timestamp: timestamp(seq), event: later(seq), ...place };
  });
}
