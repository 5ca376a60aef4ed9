import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { occurrenceOf } from '../../../src/machines/occurrence.ts';
import type { HandoffConfig } from '../../../src/machines/types.ts';
import { levelOf, phaseOf, tierKey } from '../../../src/machines/stateName.ts';
import { formatScore } from '../format.ts';

export interface Lifeline {
  readonly id: string;
  readonly title: string;
  /** Who stands behind it. */
  readonly caption: string;
}

export interface Message {
  /** The ids of lifelines; the same twice for what the machine says to itself. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly kind: 'call' | 'answer' | 'failure' | 'store' | 'note';
}

/** Caller, machine, every tier that came to work, and the memory. */
export function lifelinesOf(records: readonly TransitionRecord[], config: HandoffConfig): readonly Lifeline[] {
  const seen = new Set<string>(
    records.flatMap(({ to, tierLevel }) => [tierLifeline(to, tierLevel, config), tierKey(tierLevel)]),
  );
  const tiers = config.tiers.flatMap(({ level, agentId, name = agentId }) =>
    seen.has(tierKey(level)) ? [{ id: tierKey(level), title: `tier ${level}`, caption: name }] : [],
  );
  const person = seen.has(human) ? [{ id: human, title: 'person', caption: config.humanAgentId }] : [];
  return [
    { id: caller, title: 'caller', caption: '' },
    { id: machine, title: 'machine', caption: '' },
    ...tiers,
    ...person,
    { id: memory, title: 'memory', caption: '' },
  ];
}

/** What is said around one record: what came in, that it is stored, and what the machine asks for next. */
export function messagesOf(record: TransitionRecord, config: HandoffConfig): readonly Message[] {
  const store: Message = { from: machine, to: memory, text: `store ${record.seq}`, kind: 'store' };
  return [incoming(record, config), store, ...outgoing(record, config)];
}

function incoming(record: TransitionRecord, config: HandoffConfig): Message {
  const { event, from, to, tierLevel } = record;
  if (event.type === 'xstate.init') return { from: caller, to: machine, text: 'task', kind: 'call' };
  if (event.type === 'escalate') {
    return { from: machine, to: machine, text: `escalate to tier ${levelOf(to)}`, kind: 'note' };
  }
  const agent = tierLifeline(from ?? to, tierLevel, config);
  const occurrence = occurrenceOf(event);
  switch (occurrence.kind) {
    case 'evaluated': {
      const { canHandle, requiresTier } = occurrence.evaluation;
      const text = canHandle ? 'yes, can handle it' : `no, needs tier ${requiresTier}`;
      return { from: agent, to: machine, text, kind: 'answer' };
    }
    case 'executed': {
      const text = `answer, sure ${formatScore(occurrence.execution.confidence)}`;
      return { from: agent, to: machine, text, kind: 'answer' };
    }
    case 'failed':
      return { from: agent, to: machine, text: occurrence.failure.name, kind: 'failure' };
    case 'waiting':
      return { from: agent, to: machine, text: 'a person is asked', kind: 'note' };
    case 'resumed':
      return { from: caller, to: machine, text: 'resume', kind: 'call' };
    case 'expired':
      return { from: machine, to: machine, text: 'time is over', kind: 'failure' };
    case 'cancelled':
      return { from: caller, to: machine, text: 'cancel', kind: 'failure' };
  }
}

function outgoing({ event, to, tierLevel }: TransitionRecord, config: HandoffConfig): readonly Message[] {
  if (to === 'done') return [{ from: machine, to: caller, text: 'result', kind: 'answer' }];
  if (to === 'failed') return [{ from: machine, to: caller, text: 'error', kind: 'failure' }];
  if (to === 'cancelled') return [{ from: machine, to: caller, text: 'cancelled', kind: 'failure' }];
  if (event.type === 'wait' || phaseOf(to) === 'escalating') return [];
  const phase = phaseOf(to);
  const text = phase === 'evaluating' ? 'evaluate' : phase === 'capped' ? 'execute, best effort' : 'execute';
  return [{ from: machine, to: tierLifeline(to, tierLevel, config), text, kind: 'call' }];
}

const caller = 'caller';
const machine = 'machine';
const memory = 'memory';
const human = 'human';

/** Who is called in a state. */
function tierLifeline(state: string, tierLevel: number, { policy }: HandoffConfig): string {
  if (policy.atCap === 'human' && phaseOf(state) === 'capped') return human;
  return tierKey(levelOf(state) ?? tierLevel);
}
