import type { InspectionEvent } from 'xstate';

import { ConfigurationError } from '../machines/errors.ts';
import type { Standing } from '../machines/fold.ts';
import { createHandoffMachine, type HandoffMachine } from '../machines/handoffMachine.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffConfig, HandoffInput } from '../machines/types.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { CallSettings } from '../services/callTimeout.ts';
import { ExecutionCancelledError, unknownExecution } from './errors.ts';
import type { Observers } from './observers.ts';
import { provideServices } from './provideServices.ts';
import { createRecorder } from './recorder.ts';
import type { HandoffEvent } from './result.ts';
import { createRun, type Run } from './run.ts';
import type { RunOptions } from './runOptions.ts';

export interface ExecutionsOptions extends CallSettings {
  readonly memory: SharedMemory;
  readonly humanAtCap: HandoffAgent;
  readonly observers: Observers;
  readonly inspect: ((event: InspectionEvent) => void) | undefined;
  /** Makes what is stored of an execution's records; called once per execution with the last stored record, if any. */
  readonly preparation: (last: TransitionRecord | undefined) => (record: TransitionRecord) => TransitionRecord;
}

/** The tiers an execution runs on: fixed for it, whatever is added to the pattern meanwhile. */
export interface Ladder {
  readonly config: HandoffConfig;
  readonly agents: ReadonlyMap<number, HandoffAgent>;
}

export interface Observation {
  readonly abortSignal?: AbortSignal | undefined;
  readonly onEvent?: ((event: HandoffEvent) => unknown) | undefined;
  /** `onEvent` is shown the text of answers while it is written. Default false. */
  readonly textDeltas?: boolean | undefined;
  readonly returnOnWait?: boolean | undefined;
}

/** The executions of one memory, as far as this process runs them. */
export interface Executions {
  running(executionId: string): Run | undefined;
  begin(ladder: Ladder, input: HandoffInput, observation: Observation): Run;
  /** Stores `standing`'s records, which claims the execution for this process, and goes on from there. */
  continueFrom(
    ladder: Ladder,
    standing: Standing,
    last: TransitionRecord | undefined,
    observation: Observation,
  ): Promise<Run>;
  /** Stores `standing`'s records, and nothing more. */
  store(standing: Standing, last: TransitionRecord | undefined): Promise<void>;
  /** @throws UnknownExecutionError */
  recordsOf(executionId: string): Promise<readonly TransitionRecord[]>;
}

export function createExecutions(options: ExecutionsOptions): Executions {
  const { memory, humanAtCap, observers, preparation, clock, callTimeoutMs, inspect } = options;
  const runs = new Map<string, Run>();
  const machines = new WeakMap<HandoffConfig, HandoffMachine>();

  /** Once per configuration object: a pattern keeps one until a tier is added. */
  function machineFor(config: HandoffConfig): HandoffMachine {
    const machine = machines.get(config) ?? provideServices(createHandoffMachine(config), runs);
    machines.set(config, machine);
    return machine;
  }

  function makeRun(
    { config, agents }: Ladder,
    { onEvent, textDeltas, returnOnWait = false }: Observation,
    origin: Pick<RunOptions, 'input' | 'standing'>,
    last: TransitionRecord | undefined,
  ): Run {
    return createRun({
      ...origin,
      machine: machineFor(config),
      policy: config.policy,
      agents,
      humanAtCap,
      recorder: createRecorder(memory, preparation(last)),
      clock,
      callTimeoutMs,
      observers,
      inspect,
      observe: onEvent,
      textDeltas,
      keepAlive: !returnOnWait,
    });
  }

  function launch(run: Run, abortSignal: AbortSignal | undefined): Run {
    const { executionId } = run;
    const cancel = () => run.cancel(reasonOf(abortSignal));
    const forget = () => {
      runs.delete(executionId);
      abortSignal?.removeEventListener('abort', cancel);
    };
    runs.set(executionId, run);
    abortSignal?.addEventListener('abort', cancel, { once: true });
    run.finished.then(forget, forget);
    run.start();
    if (abortSignal?.aborted) cancel();
    return run;
  }

  function assertFree(executionId: string): void {
    if (!runs.has(executionId)) return;
    const message = `Execution ${executionId} is running in this process already. Take another id, or join it with resume.`;
    throw new ConfigurationError('executionId', message);
  }

  async function store({ records }: Standing, last: TransitionRecord | undefined): Promise<void> {
    const recorder = createRecorder(memory, preparation(last));
    for (const record of records) recorder.add(record);
    await recorder.stored();
    for (const record of records) observers.tell(record.executionId, { type: 'transition', record });
  }

  return {
    running: (executionId) => runs.get(executionId),

    begin: (ladder, input, observation) => {
      assertFree(input.executionId);
      assertNotAborted(input.executionId, observation.abortSignal);
      return launch(makeRun(ladder, observation, { input }, undefined), observation.abortSignal);
    },

    continueFrom: async (ladder, standing, last, observation) => {
      const input = inputOf(standing);
      assertFree(input.executionId);
      assertNotAborted(input.executionId, observation.abortSignal);
      const run = makeRun(ladder, observation, { input, standing }, last);
      await run.claim();
      return launch(run, observation.abortSignal);
    },

    store,

    recordsOf: async (executionId) => {
      const records = await memory.read(executionId);
      return records.length > 0 ? records : unknownExecution(executionId);
    },
  };
}

function assertNotAborted(executionId: string, abortSignal: AbortSignal | undefined): void {
  if (abortSignal?.aborted) throw new ExecutionCancelledError(executionId, 'It was aborted before it began');
}

function reasonOf(abortSignal: AbortSignal | undefined): string {
  const reason: unknown = abortSignal?.reason;
  return reason instanceof Error ? reason.message : String(reason);
}

function inputOf({ snapshot: { context } }: Standing): HandoffInput {
  const { executionId, task, context: taskContext, capLevel, startedAt, limits } = context;
  return { executionId, task, context: taskContext, maxTier: capLevel, timestamp: startedAt, limits };
}
