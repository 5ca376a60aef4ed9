import { standingAfter, standingAtStart, type HandoffSnapshot } from '../../src/machines/fold.ts';
import type { HandoffMachineEvent, TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { MachineEvent } from '../../src/machines/occurrence.ts';
import type {
  EvaluationOutput,
  ExecutionOutput,
  HandoffInput,
  HandoffMachineOptions,
} from '../../src/machines/types.ts';
import { validConfig } from '../../src/machines/validConfig.ts';

export const start = '2026-01-01T00:00:00.000Z';

/** Milliseconds after the start, as the machine writes times. */
export function after(milliseconds: number): string {
  return new Date(Date.parse(start) + milliseconds).toISOString();
}

export const no: EvaluationOutput = { canHandle: false, complexityScore: 0.8, reasoning: 'too hard', requiresTier: 2 };
export const yes: EvaluationOutput = { canHandle: true, complexityScore: 0.2, reasoning: 'easy', requiresTier: 1 };
export const answer: ExecutionOutput = { result: 'done', confidence: 0.9, executionMetadata: {} };

/** What the call at hand comes to, or an event of the application. */
export type Turn = { readonly output: unknown } | { readonly error: unknown } | HandoffMachineEvent;

/** A step of an execution: where it stands after an event, and the records of the event. */
export interface WalkStep {
  readonly snapshot: HandoffSnapshot;
  readonly records: readonly TransitionRecord[];
}

/** Goes through the pure machine, turn by turn. The first step is the start. */
export function walk(
  options: HandoffMachineOptions,
  turns: readonly Turn[],
  input: Partial<HandoffInput> = {},
): readonly WalkStep[] {
  let standing = standingAtStart(validConfig(options), { executionId: 'e1', task: 't', timestamp: start, ...input });
  const steps: WalkStep[] = [standing];
  for (const turn of turns) {
    standing = standingAfter({ ...standing, records: [] }, eventOf(turn, standing.snapshot));
    steps.push(standing);
  }
  return steps;
}

/** Where the walk ends. */
export function endOf(...walked: Parameters<typeof walk>): HandoffSnapshot {
  const last = walk(...walked).at(-1);
  if (last === undefined) throw new Error('A walk has at least its start.');
  return last.snapshot;
}

function eventOf(turn: Turn, { value }: HandoffSnapshot): MachineEvent {
  if ('type' in turn) return turn;
  const [tier, phase] = Object.entries(value)[0] ?? [];
  const actorId = `${tier}.${phase === 'evaluating' ? 'evaluate' : 'execute'}`;
  return 'output' in turn
    ? { type: `xstate.done.actor.${actorId}`, actorId, output: turn.output }
    : { type: `xstate.error.actor.${actorId}`, actorId, error: turn.error };
}
