import { HandoffError } from '../../machines/errors.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { faultKinds, type FaultKind } from './faults.ts';
import type { Trace } from './trace.ts';

/** What is known of a failure where it is found. */
export interface Finding {
  readonly invariant: Pick<Invariant, 'name' | 'sentence'>;
  /** What is wrong, in words. */
  readonly problem: string;
  readonly executionId: string;
  /** As far as it was stored. */
  readonly records: readonly TransitionRecord[];
}

/** What makes the same world again. */
export interface Replay {
  readonly seed: number;
  readonly executions: number;
  readonly faults: readonly FaultKind[];
  /** The store is one that the caller made. */
  readonly ownMemory: boolean;
}

/** How many lines of the trace the message shows: the last ones. */
const linesShown = 40;

/** Something does not hold in a simulated world. The message ends with the command that plays this world again. */
export class SimulationFailure extends HandoffError {
  static override readonly code = 'HANDOFF_SIMULATION';
  readonly code = SimulationFailure.code;
  override readonly name = 'SimulationFailure';
  /** The name of what does not hold. */
  readonly invariant: string;
  readonly executionId: string;
  /** That of the world in which it happened, which is not the one of the whole simulation. */
  readonly seed: number;
  /** The record of the execution as far as it was stored. */
  readonly records: readonly TransitionRecord[];
  /** What happened to the execution, oldest first, a line each. The message shows the last 40. */
  readonly trace: readonly string[];
  /** SHA-256 (FIPS 180-4) of all that happened in this world until then, lower-case hexadecimal. */
  readonly traceHash: string;
  /** What plays the same world again: a command, or a call where the store is the caller's own. */
  readonly replay: string;

  constructor({ invariant, problem, executionId, records }: Finding, trace: Trace, replay: Replay) {
    const command = commandFor(replay);
    const happened = trace.of(executionId);
    const lines = [
      `Broken: ${invariant.sentence} (${invariant.name})`,
      `${executionId}: ${problem}`,
      happened.length > linesShown
        ? `What happened to it, the last ${linesShown} of ${happened.length} lines (error.trace has all):`
        : 'What happened to it:',
      ...happened.slice(-linesShown).map((line) => `  ${line}`),
      `Play it again: ${command}`,
    ];
    super(lines.join('\n'));
    this.invariant = invariant.name;
    this.executionId = executionId;
    this.seed = replay.seed;
    this.records = records;
    this.trace = happened;
    this.traceHash = trace.digest();
    this.replay = command;
  }
}

function commandFor({ seed, executions, faults, ownMemory }: Replay): string {
  if (ownMemory) {
    const names = faults.map((kind) => `'${kind}'`).join(', ');
    const some = faults.length < faultKinds.length ? ` faults: [${names}],` : '';
    return `simulate({ seed: ${seed}, executions: ${executions},${some} createMemory })`;
  }
  const some = faults.length < faultKinds.length ? ` --faults ${faults.join(',') || 'none'}` : '';
  return `npx handoff simulate --seed ${seed} --executions ${executions}${some}`;
}
