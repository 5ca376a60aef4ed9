import { getInitialMicrosteps, getMicrosteps, type AnyStateMachine, type SnapshotFrom } from 'xstate';

import { ReplayError } from './errors.ts';
import { createHandoffMachine, type HandoffMachine } from './handoffMachine.ts';
import type { HandoffConfig, HandoffEmitted, HandoffInput, TransitionRecord } from './types.ts';

export type HandoffSnapshot = SnapshotFrom<HandoffMachine>;

/** A record and the snapshot it led to. */
export interface FoldStep {
  readonly record: TransitionRecord;
  readonly snapshot: HandoffSnapshot;
}

interface Microstep {
  readonly snapshot: HandoffSnapshot;
  readonly record: TransitionRecord;
}

/**
 * Feeds the recorded events to the pure machine that the first record describes: one snapshot per record, the passing
 * `escalating` included. Makes no calls.
 *
 * @throws ReplayError where the records are not complete and in order, or not what the machine does.
 */
export function foldRecords(records: readonly TransitionRecord[]): readonly FoldStep[] {
  const start = records[0]?.event;
  if (start?.type !== 'xstate.init') {
    throw new ReplayError(0, 'The record does not begin with its first entry, so there is nothing to replay it from.');
  }
  const machine = createHandoffMachine(start.config);
  const steps: FoldStep[] = [];
  let expected = initialSteps(machine, start.input);
  for (const [index, record] of records.entries()) {
    if (expected.length === 0) expected = nextSteps(machine, steps.at(-1)?.snapshot, record);
    const [step, ...rest] = expected;
    if (step === undefined || !agrees(step.record, record, index)) throw disagreement(step?.record, record, index);
    steps.push({ record, snapshot: step.snapshot });
    expected = rest;
  }
  return steps;
}

/** What identifies the tiers and the policy of a recorded execution. */
export function configOf(records: readonly TransitionRecord[]): HandoffConfig | undefined {
  const start = records[0]?.event;
  return start?.type === 'xstate.init' ? start.config : undefined;
}

function initialSteps(machine: AnyStateMachine, input: HandoffInput): readonly Microstep[] {
  return getInitialMicrosteps(machine, input).flatMap(microstep);
}

function nextSteps(
  machine: AnyStateMachine,
  snapshot: HandoffSnapshot | undefined,
  { event }: TransitionRecord,
): readonly Microstep[] {
  if (snapshot === undefined || event.type === 'escalate' || event.type === 'xstate.init') return [];
  return getMicrosteps(machine, snapshot, event).flatMap(microstep);
}

function microstep([snapshot, actions]: [
  HandoffSnapshot,
  readonly { readonly params: unknown }[],
]): readonly Microstep[] {
  return actions.flatMap(({ params }) => (isEmission(params) ? [{ snapshot, record: params.event.record }] : []));
}

function isEmission(params: unknown): params is { readonly event: HandoffEmitted } {
  if (typeof params !== 'object' || params === null || !('event' in params)) return false;
  const { event } = params;
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'transition';
}

function agrees(expected: TransitionRecord, { seq, from, to }: TransitionRecord, index: number): boolean {
  return seq === index && expected.seq === seq && expected.from === from && expected.to === to;
}

function disagreement(expected: TransitionRecord | undefined, record: TransitionRecord, index: number): ReplayError {
  const found = `record ${record.seq} goes from ${record.from ?? 'the start'} to ${record.to}`;
  const wanted =
    expected === undefined
      ? `the machine does nothing on '${record.event.type}' here`
      : `the machine goes to ${expected.to} with record ${expected.seq}`;
  return new ReplayError(
    index,
    `Execution ${record.executionId} cannot be replayed at entry ${index}: ${found}, but ${wanted}.`,
  );
}
