import type { HandoffContext, TransitionRecord } from '../machines/executionTypes.ts';
import type { LimitName } from '../machines/types.ts';
import { limitWords } from './limit.ts';
import { occurrenceOf } from '../machines/occurrence.ts';
import { phaseOf } from '../machines/stateName.ts';

/** Returns a record as a headline: what it means for its execution, whose context is as the record left it. */
export function headlineOf(record: TransitionRecord, context: HandoffContext): string {
  const { event, tierLevel, to } = record;
  const tier = `Tier ${tierLevel}`;
  if (event.type === 'xstate.init') return `It begins at tier ${tierLevel}: evaluating next`;
  if (event.type === 'escalate') return `Handed up from tier ${tierLevel} to tier ${context.tierLevel}`;
  if (event.type === 'move') return 'It was moved to the present tiers and policy';
  const occurrence = occurrenceOf(event);
  switch (occurrence.kind) {
    case 'evaluated':
      return `${tier} ${occurrence.evaluation.canHandle ? 'can handle it' : 'cannot handle it'}${afterEvaluation(to, context)}`;
    case 'executed':
      return `${tier} ${afterExecution(record, context)}`;
    case 'failed':
      return `The call of tier ${tierLevel} failed${afterFailure(record, context)}`;
    case 'waiting':
      return `${tier} waits for a person`;
    case 'resumed':
      return `${tier} goes on after a break`;
    case 'suspended':
      return `It was suspended at tier ${tierLevel}, between two calls`;
    case 'expired':
      return to === 'done' ? 'Time is over: the best answer so far stands' : 'Time is over: no answer was there';
    case 'cancelled':
      return 'It was cancelled';
  }
}

function afterEvaluation(to: TransitionRecord['to'], context: HandoffContext): string {
  const { limitReached } = context;
  if (limitReached !== null) return endedBy(limitReached, to);
  if (to === 'failed') return ', and no higher tier is allowed';
  if (phaseOf(to) === 'capped')
    return `, and is the highest one allowed: ${isHandedOver(context) ? 'asking a person' : 'doing its best'} next`;
  return phaseOf(to) === 'executing' ? ': executing next' : ': escalating';
}

function afterExecution({ from, to }: TransitionRecord, context: HandoffContext): string {
  const { limitReached } = context;
  if (phaseOf(to) === 'escalating') return 'answered, but was not sure enough: escalating';
  if (limitReached !== null) return `answered${endedBy(limitReached, to)}`;
  if (phaseOf(from) !== 'capped') return 'answered';
  return isHandedOver(context) ? 'handed over, and the person answered' : 'answered as well as it could';
}

/** A "no" at the cap that was kept as an attempt is one that a person answers for. */
function isHandedOver({ attempts, tierLevel }: HandoffContext): boolean {
  return attempts.at(-1)?.tierLevel === tierLevel;
}

function afterFailure({ from, to }: TransitionRecord, { limitReached }: HandoffContext): string {
  if (limitReached !== null) return endedBy(limitReached, to);
  if (from === to) return ': trying once more';
  return phaseOf(to) === 'escalating' ? ': escalating' : ': it ends here';
}

function endedBy(limit: LimitName, to: TransitionRecord['to']): string {
  return `, ${limitWords(limit)}${to === 'done' ? ': the best answer so far stands' : ''}`;
}
