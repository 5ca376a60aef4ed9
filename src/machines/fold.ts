import { getInitialMicrosteps, getMicrosteps, type AnyStateMachine, type SnapshotFrom } from 'xstate';

import { agrees, disagreement } from './agreement.ts';
import { ConfigurationError, ReplayError } from './errors.ts';
import { createHandoffMachine, type HandoffMachine } from './handoffMachine.ts';
import { moved } from './move.ts';
import type { MachineEvent } from './occurrence.ts';
import type { HandoffEmitted, MoveEvent, TransitionRecord } from './executionTypes.ts';
import type { HandoffConfig, HandoffInput } from './types.ts';
import { machineVersion, versionOf } from './version.ts';

/** A snapshot of the escalation machine. */
export type HandoffSnapshot = SnapshotFrom<HandoffMachine>;

/** A record and the snapshot it led to. */
export interface FoldStep {
  readonly record: TransitionRecord;
  readonly snapshot: HandoffSnapshot;
}

/** A fold that goes on record by record: the last step, and those that the machine takes by itself before it is fed. */
export interface Folding {
  readonly config: HandoffConfig;
  readonly step: FoldStep;
  readonly owed: readonly FoldStep[];
}

/** Where an execution stands: its stable snapshot, and the records that it owes because the given ones end in between. */
export interface Standing {
  readonly config: HandoffConfig;
  readonly snapshot: HandoffSnapshot;
  readonly records: readonly TransitionRecord[];
}

/**
 * Feeds the recorded events to the pure machine that the first record describes: one snapshot per record, the passing
 * `escalating` included. Makes no calls.
 *
 * @throws ReplayError where the records are not complete and in order, or not what the machine does.
 */
export function foldRecords(records: readonly TransitionRecord[]): readonly FoldStep[] {
  return fold(records).steps;
}

/**
 * Folds one more record. `folding` is the result so far; leave it out for the first record.
 *
 * @throws ReplayError where the record is not the next one, or not what the machine does.
 */
export function foldNext(folding: Folding | undefined, record: TransitionRecord): Folding {
  if (folding === undefined) {
    const { event } = record;
    if (event.type !== 'xstate.init') throw noBeginning();
    assertKnownVersion(event.config, record);
    return taken({ config: event.config, expected: initialSteps(machineFor(event.config), event.input) }, record, 0);
  }
  const { step, owed } = folding;
  const index = step.record.seq + 1;
  if (owed.length > 0) return taken({ config: folding.config, expected: owed }, record, index);
  return taken(expectedOf(folding, record), record, index);
}

/**
 * Where the recorded execution stands.
 *
 * @throws ReplayError where the records do not fold.
 */
export function standingOf(records: readonly TransitionRecord[]): Standing {
  const { config, steps, owed } = fold(records);
  const last = owed.at(-1) ?? steps.at(-1);
  if (last === undefined) throw noBeginning();
  return { config, snapshot: last.snapshot, records: owed.map(({ record }) => record) };
}

/** Returns the position before any event: the records made by starting the machine. */
export function standingAtStart(config: HandoffConfig, input: HandoffInput): Standing {
  const steps = initialSteps(machineFor(config), input);
  const last = steps.at(-1);
  if (last === undefined) throw noBeginning();
  return { config, snapshot: last.snapshot, records: steps.map(({ record }) => record) };
}

/**
 * The standing after one more event. Its records are those that the standing owed, and those of the event.
 *
 * @throws ReplayError where the machine does nothing on the event.
 */
export function standingAfter({ config, snapshot, records }: Standing, event: MachineEvent | MoveEvent): Standing {
  if (event.type === 'move') {
    const step = moved({ from: config, snapshot, event, machine: machineFor(event.config) });
    return { config: event.config, snapshot: step.snapshot, records: [...records, step.record] };
  }
  const steps = nextSteps(machineFor(config), snapshot, event);
  const last = steps.at(-1);
  if (last === undefined) {
    const { executionId, seq } = snapshot.context;
    throw new ReplayError(seq, `Execution ${executionId} does not take the event '${event.type}' where it stands.`);
  }
  return { config, snapshot: last.snapshot, records: [...records, ...steps.map(({ record }) => record)] };
}

/** The tiers and the policy that an execution has: those that it was begun with, or was moved to last. */
export function configOf(records: readonly TransitionRecord[]): HandoffConfig | undefined {
  const move = records.findLast(({ event }) => event.type === 'move')?.event ?? records[0]?.event;
  return move?.type === 'xstate.init' || move?.type === 'move' ? move.config : undefined;
}

function fold(records: readonly TransitionRecord[]) {
  let folding: Folding | undefined;
  const steps: FoldStep[] = [];
  for (const record of records) {
    folding = foldNext(folding, record);
    steps.push(folding.step);
  }
  if (folding === undefined) throw noBeginning();
  return { config: folding.config, steps, owed: folding.owed };
}

interface Expectation {
  readonly config: HandoffConfig;
  readonly expected: readonly FoldStep[];
}

function taken({ config, expected }: Expectation, record: TransitionRecord, index: number): Folding {
  const [step, ...owed] = expected;
  if (step === undefined || !agrees(step.record, record, index)) throw disagreement(step?.record, record, index);
  return { config, step: { record, snapshot: step.snapshot }, owed };
}

/** The machine of the last configuration: executions of one pattern are folded one after another. */
let last: { readonly config: HandoffConfig; readonly key: string; readonly machine: AnyStateMachine } | undefined;

/** The pure machine of a configuration. */
export function machineFor(config: HandoffConfig): AnyStateMachine {
  if (last?.config === config) return last.machine;
  const key = JSON.stringify(config);
  const made = last?.key === key ? last.machine : createHandoffMachine({ ...config, version: versionOf(config) });
  last = { config, key, machine: made };
  return last.machine;
}

/**
 * Returns what a machine was made of: its first record says so.
 *
 * @throws ConfigurationError where `createHandoffMachine` did not make it.
 */
export function configOfMachine(machine: AnyStateMachine): HandoffConfig {
  const input: HandoffInput = { executionId: 'config', task: '', timestamp: '1970-01-01T00:00:00.000Z' };
  const event = initialSteps(machine, input)[0]?.record.event;
  if (event?.type === 'xstate.init') return event.config;
  throw new ConfigurationError('machine', 'This is not a machine that createHandoffMachine made.');
}

/** The records of entering a machine, and the snapshot that each led to. */
export function initialSteps(machine: AnyStateMachine, input: HandoffInput): readonly FoldStep[] {
  return getInitialMicrosteps(machine, input).flatMap(stepOf);
}

function expectedOf({ config, step: { snapshot } }: Folding, record: TransitionRecord): Expectation {
  const { event } = record;
  if (event.type === 'escalate' || event.type === 'xstate.init') return { config, expected: [] };
  if (event.type !== 'move') return { config, expected: nextSteps(machineFor(config), snapshot, event) };
  if (snapshot.status !== 'active') return { config, expected: [] };
  assertKnownVersion(event.config, record);
  const step = moved({ from: config, snapshot, event, machine: machineFor(event.config) });
  return { config: event.config, expected: [step] };
}

/** @throws ReplayError where a newer package wrote the record. */
function assertKnownVersion(config: HandoffConfig, { executionId, seq }: TransitionRecord): void {
  if (versionOf(config) <= machineVersion) return;
  throw new ReplayError(
    seq,
    `Execution ${executionId} was written by a newer version of this package: its machine is of version ${versionOf(config)}, and the newest known here is ${machineVersion}. Update the package.`,
  );
}

/** The records of one more event, and the snapshot that each led to; none where the machine does nothing on it. */
export function nextSteps(
  machine: AnyStateMachine,
  snapshot: HandoffSnapshot,
  event: MachineEvent,
): readonly FoldStep[] {
  return snapshot.status === 'active' ? getMicrosteps(machine, snapshot, event).flatMap(stepOf) : [];
}

function stepOf([snapshot, actions]: [HandoffSnapshot, readonly { readonly params: unknown }[]]): readonly FoldStep[] {
  return actions.flatMap(({ params }) => (isEmission(params) ? [{ snapshot, record: params.event.record }] : []));
}

function isEmission(params: unknown): params is { readonly event: HandoffEmitted } {
  if (typeof params !== 'object' || params === null || !('event' in params)) return false;
  const { event } = params;
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'transition';
}

function noBeginning(): ReplayError {
  return new ReplayError(0, 'The record does not begin with its first entry, so there is nothing to replay it from.');
}
