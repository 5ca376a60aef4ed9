import type { InspectionEvent } from 'xstate';

import type { Standing } from '../machines/fold.ts';
import { createHandoffMachine, type HandoffMachine } from '../machines/handoffMachine.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { deepFreeze } from '../machines/plainData.ts';
import type { HandoffConfig, HandoffInput } from '../machines/types.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { CallSettings } from '../services/callTimeout.ts';
import type { Audiences, Followed, Observation } from './audiences.ts';
import { ExecutionCancelledError, SuspendedError, unknownExecution } from './errors.ts';
import type { Holding, Leases } from './leases.ts';
import type { Observers } from './observers.ts';
import { provideServices } from './provideServices.ts';
import { createRecorder } from './recorder.ts';
import { createRun, type Run } from './run.ts';
import type { RunEnd } from './runOptions.ts';
import type { TierHealth } from './tierHealth.ts';

export interface ExecutionsOptions extends CallSettings {
  readonly memory: SharedMemory;
  readonly humanAtCap: HandoffAgent;
  readonly observers: Observers;
  readonly audiences: Audiences;
  readonly leases: Leases;
  readonly health: TierHealth;
  readonly inspect: ((event: InspectionEvent) => void) | undefined;
  /** Makes what is stored of an execution's records; called once per execution with the last stored record, if any. */
  readonly preparation: (last: TransitionRecord | undefined) => (record: TransitionRecord) => TransitionRecord;
  /** Finds out what became of an execution that another process went on with. */
  readonly explain: (executionId: string, error: unknown) => Promise<RunEnd>;
  /** Told of every run that is at its end, before anybody who awaits the execution. */
  readonly ended: (executionId: string, end: RunEnd) => void;
}

/** The tiers an execution runs on: fixed for it, whatever is added to the pattern meanwhile. */
export interface Ladder {
  readonly config: HandoffConfig;
  readonly agents: ReadonlyMap<number, HandoffAgent>;
}

/** An execution that is to go on from where it stands, under a claim. */
export interface Going {
  readonly ladder: Ladder;
  readonly standing: Standing;
  /** The last stored record; absent: there is none. */
  readonly last: TransitionRecord | undefined;
  readonly holding: Holding;
}

/** The executions of one memory, as far as this process runs them. */
export interface Executions {
  running(executionId: string): Run | undefined;
  /** Everything that runs now. */
  readonly runs: readonly Run[];
  /** A claim on an execution. Where another process takes it, what runs of it here stops. */
  claim(executionId: string): Holding;
  begin(ladder: Ladder, input: HandoffInput, observation: Observation): Followed;
  /** Stores `standing`'s records, which claims the execution for this process, and goes on from there. */
  continueFrom(going: Going, observation?: Observation): Promise<Followed | undefined>;
  /** Stores records, and nothing more: the process that runs the execution finds out with the next write. */
  store(records: readonly TransitionRecord[], last: TransitionRecord | undefined): Promise<void>;
  /** @throws UnknownExecutionError */
  recordsOf(executionId: string): Promise<readonly TransitionRecord[]>;
  /** From now on nothing is begun and nothing goes on. What is being claimed meanwhile stops before its first call. */
  close(): void;
  /** Settles when all that is being claimed is claimed, or refused. */
  claimed(): Promise<unknown>;
  /** @throws SuspendedError after `close`. @throws ExecutionCancelledError where the caller has aborted already. */
  assertReady(executionId: string, observation?: Observation): void;
}

export function createExecutions(options: ExecutionsOptions): Executions {
  const {
    memory,
    humanAtCap,
    observers,
    audiences,
    leases,
    preparation,
    clock,
    callTimeoutMs,
    maxTextLength,
    inspect,
  } = options;
  const runs = new Map<string, Run>();
  const machines = new WeakMap<HandoffConfig, HandoffMachine>();
  const claiming = new Set<Promise<void>>();
  let isClosed = false;

  /** Once per configuration object: a pattern keeps one until a tier is added. The calls of a machine find their run by its id. */
  function machineFor(config: HandoffConfig): HandoffMachine {
    const machine = machines.get(config) ?? provideServices(createHandoffMachine(config), runs, options.health);
    machines.set(config, machine);
    return machine;
  }

  function makeRun({ ladder, last, holding, ...origin }: Omit<Going, 'standing'> & Origin): Run {
    const { executionId } = origin.input;
    const { config, agents } = ladder;
    return createRun({
      ...origin,
      machine: machineFor(config),
      policy: config.policy,
      agents,
      humanAtCap,
      recorder: createRecorder({ memory, prepare: preparation(last), holding }),
      holding,
      clock,
      callTimeoutMs,
      maxTextLength,
      audience: audiences.of(executionId),
      observers,
      inspect,
      explain: (error) => options.explain(executionId, error),
      ended: (end) => {
        runs.delete(executionId);
        options.ended(executionId, end);
      },
    });
  }

  function launch(run: Run): void {
    runs.set(run.executionId, run);
    run.start();
  }

  function assertReady(executionId: string, { abortSignal }: Observation = {}): void {
    if (isClosed) throw new SuspendedError(executionId);
    if (abortSignal?.aborted) throw new ExecutionCancelledError(executionId, 'It was aborted before it began');
  }

  const claim = (executionId: string) => leases.claim(executionId, () => runs.get(executionId)?.lose());

  return {
    running: (executionId) => runs.get(executionId),
    get runs() {
      return [...runs.values()];
    },
    claim,

    begin: (ladder, input, observation) => {
      const { executionId } = input;
      assertReady(executionId, observation);
      const followed = audiences.follow(executionId, observation);
      launch(makeRun({ ladder, last: undefined, holding: claim(executionId), input }));
      return followed;
    },

    continueFrom: async ({ standing, ...going }, observation) => {
      const input = inputOf(standing);
      assertReady(input.executionId, observation);
      const run = makeRun({ ...going, input, standing });
      const claimed = run.claim();
      claiming.add(claimed);
      try {
        await claimed;
      } catch (error) {
        // Where others await it, they still do.
        audiences.settle(input.executionId, { type: 'refused', input, error });
        throw error;
      } finally {
        claiming.delete(claimed);
      }
      const followed = observation && audiences.follow(input.executionId, observation);
      if (isClosed) run.suspend();
      launch(run);
      return followed;
    },

    store: async (records, last) => {
      const recorder = createRecorder({ memory, prepare: preparation(last) });
      for (const record of records) recorder.add(record);
      await recorder.stored();
      for (const record of records) observers.tell(record.executionId, deepFreeze({ type: 'transition', record }));
    },

    recordsOf: async (executionId) => {
      const records = await memory.read(executionId);
      return records.length > 0 ? records : unknownExecution(executionId);
    },

    close: () => {
      isClosed = true;
    },
    claimed: () => Promise.allSettled(claiming),
    assertReady,
  };
}

interface Origin {
  readonly input: HandoffInput;
  readonly standing?: Standing;
}

function inputOf({ snapshot: { context } }: Standing): HandoffInput {
  const { executionId, task, context: taskContext, capLevel, startedAt, limits } = context;
  return { executionId, task, context: taskContext, maxTier: capLevel, timestamp: startedAt, limits };
}
