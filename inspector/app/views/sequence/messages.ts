import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { occurrenceOf } from '../../../../src/machines/occurrence.ts';
import type { HandoffConfig } from '../../../../src/machines/types.ts';
import { levelOf, phaseOf, tierKey } from '../../../../src/machines/stateName.ts';
import { isFinal } from '../../../../src/machines/stateName.ts';
import { nextWords, wordsOf } from '../../../../src/words/recordWords.ts';

export interface Lifeline {
  readonly id: string;
  readonly title: string;
  /** The agent or person behind it. */
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

/** Returns the messages around one record: the event, that it is stored, and the machine's next request. */
export function messagesOf(record: TransitionRecord, config: HandoffConfig): readonly Message[] {
  const store: Message = { from: machine, to: memory, text: `store ${record.seq}`, kind: 'store' };
  return [incoming(record, config), store, ...outgoing(record, config)];
}

function incoming(record: TransitionRecord, config: HandoffConfig): Message {
  const { event, from, to, tierLevel } = record;
  const { message: text } = wordsOf(record);
  if (event.type === 'xstate.init') return { from: caller, to: machine, text, kind: 'call' };
  if (event.type === 'escalate') return { from: machine, to: machine, text, kind: 'note' };
  if (event.type === 'move') return { from: caller, to: machine, text, kind: 'note' };
  const agent = tierLifeline(from ?? to, tierLevel, config);
  switch (occurrenceOf(event).kind) {
    case 'evaluated':
    case 'executed':
      return { from: agent, to: machine, text, kind: 'answer' };
    case 'failed':
      return { from: agent, to: machine, text, kind: 'failure' };
    case 'waiting':
      return { from: agent, to: machine, text, kind: 'note' };
    case 'resumed':
      return { from: caller, to: machine, text, kind: 'call' };
    case 'suspended':
      return { from: caller, to: machine, text, kind: 'note' };
    case 'expired':
      return { from: machine, to: machine, text, kind: 'failure' };
    case 'cancelled':
      return { from: caller, to: machine, text, kind: 'failure' };
  }
}

function outgoing(record: TransitionRecord, config: HandoffConfig): readonly Message[] {
  const { to, tierLevel } = record;
  const text = nextWords(record);
  if (text === undefined) return [];
  if (isFinal(to)) return [{ from: machine, to: caller, text, kind: to === 'done' ? 'answer' : 'failure' }];
  return [{ from: machine, to: tierLifeline(to, tierLevel, config), text, kind: 'call' }];
}

const caller = 'caller';
const machine = 'machine';
const memory = 'memory';
const human = 'human';

/** Returns the lifeline that is called in a state. */
function tierLifeline(state: string, tierLevel: number, { policy }: HandoffConfig): string {
  if (policy.atCap === 'human' && phaseOf(state) === 'capped') return human;
  return tierKey(levelOf(state) ?? tierLevel);
}
