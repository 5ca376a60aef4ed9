import type { TransitionRecord } from '../../machines/executionTypes.ts';
import {
  ConcurrentExecutionError,
  ExecutionHeldError,
  MemoryError,
  type MemoryOperation,
} from '../../memory/errors.ts';
import type { LeaseClaim } from '../../memory/lease.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';
import { viewOf, waits, type Ledger } from './ledger.ts';
import { clockOf, type Life } from './life.ts';
import type { CrashPhase } from './plan.ts';
import { sleep, type Scene } from './scene.ts';
import { allHandedBack } from './simulationInvariants.ts';

interface Write {
  readonly records: readonly TransitionRecord[];
  readonly claim: LeaseClaim | undefined;
}

/** What becomes of a write on its way to the store, and of the answer on its way back. */
type Fate = 'stored' | 'failed' | 'unacknowledged';

/**
 * The memory as one process reaches it: everything takes time, and some of it fails, before or after it took effect.
 * What a process that crashes has under way may still arrive, or not; it is told nothing any more, and writes nothing new.
 */
export function connect(scene: Scene, store: SharedMemory, life: Life): SharedMemory {
  const { random, faults, clock, trace, witness } = scene;
  /** The time of the process, which ends and stands still with it. */
  const own = clockOf(clock, life);
  const latency = () => random.integer(0, 5);

  function drawFate(): Fate {
    if (faults.strikes('failed-writes', 0.03)) return 'failed';
    return faults.strikes('lost-acknowledgements', 0.03) ? 'unacknowledged' : 'stored';
  }

  /** Crashes the process where the plan says so. */
  function crashPoint(records: readonly TransitionRecord[], phase: CrashPhase): void {
    const { executionId = '', seq = 0 } = records.at(-1) ?? {};
    const ledger = witness.ledgerOf(executionId);
    const planned = ledger?.plan.crash;
    if (planned === undefined || planned.phase !== phase || planned.seq > seq || ledger?.crashed !== false) return;
    ledger.crashed = true;
    if (faults.allows('crashes')) life.crash();
  }

  /** The error with which the store refuses, if it does. */
  async function takeEffect(
    records: readonly TransitionRecord[],
    first: TransitionRecord,
    claim: LeaseClaim | undefined,
  ): Promise<unknown> {
    const { executionId, seq, event, seal } = first;
    const ledger = witness.ledgerOf(executionId);
    try {
      await store.append(records, claim);
    } catch (error) {
      trace.add(executionId, `record ${seq} of ${life.id} is refused`);
      const held = ExecutionHeldError.isInstance(error);
      if (held && claim !== undefined && ledger !== undefined) witness.keptOut(ledger, life.id, 'append', claim);
      return error;
    }
    const where = records.map(({ to }) => to).join(', ');
    trace.add(
      executionId,
      `${life.id} stores record ${seq}: ${event.type} → ${where} ${seal?.hash.slice(0, 16) ?? ''}`,
    );
    if (ledger === undefined) return undefined;
    witness.stored(ledger, life.id, records);
    witness.appended(ledger, life.id, records, claim);
    witness.read(ledger, await store.read(executionId));
    scene.stored(ledger, records);
    return undefined;
  }

  function tell({ records, claim }: Write, { executionId, seq }: TransitionRecord, error: unknown): void {
    const ledger = witness.ledgerOf(executionId);
    if (ledger === undefined) return;
    if (error === undefined) {
      witness.acknowledged(ledger, life.id, records);
      clock.schedule(() => crashPoint(records, 'acknowledged'), 0);
      return;
    }
    trace.add(executionId, `${life.id} is told that record ${seq} was not stored`);
    // One that it sent before it took the execution up again is about a run that is over.
    if (viewOf(ledger, life.id).known > seq) return;
    const isRefused = ConcurrentExecutionError.isInstance(error) || ExecutionHeldError.isInstance(error);
    if (isRefused) witness.refused(ledger, life.id);
    else witness.failed(ledger, life.id);
    if (claim !== undefined) witness.toldOfLoss(ledger, life.id);
  }

  async function append(records: readonly TransitionRecord[], claim?: LeaseClaim): Promise<void> {
    const [first] = records;
    if (first === undefined) return undefined;
    if (!life.alive) return forEver();
    if (claim !== undefined) claimed(first);
    const fate = drawFate();
    const delay = faults.strikes('delayed-writes', 0.04) ? random.integer(1_000, 60_000) : latency();
    const survivesCrash = random.chance(0.5);
    crashPoint(records, 'issued');
    await sleep(clock, delay);
    if (!life.alive && !survivesCrash) return forEver();
    const refusal = fate === 'failed' ? cutOff('append') : await takeEffect(records, first, claim);
    if (refusal === undefined) crashPoint(records, 'stored');
    await sleep(own, latency());
    const error = refusal ?? (fate === 'unacknowledged' ? cutOff('append', 'unknown') : undefined);
    tell({ records, claim }, first, error);
    if (error instanceof Error) throw error;
  }

  /** Reads take time too, and fail without consequence. */
  async function reading<T>(operation: MemoryOperation, work: () => Promise<T>): Promise<T> {
    const fails = faults.strikes('failed-reads', 0.02);
    await sleep(own, latency());
    if (fails) throw cutOff(operation);
    const value = await work();
    await sleep(own, latency());
    return value;
  }

  /** A process writes what it means to hold. */
  function claimed({ executionId, seq, event }: TransitionRecord): void {
    const ledger = witness.ledgerOf(executionId);
    if (ledger === undefined) return;
    const view = viewOf(ledger, life.id);
    if (life.draining === 'no') view.takesUp = event.type === 'resume' || waits(ledger);
    if (life.draining !== 'drained' || view.takesUp) return;
    witness.report(allHandedBack, ledger, `${life.id} is suspended, and writes record ${seq}.`);
  }

  /** What a process asks of leases takes time, and fails before or after it took effect. A process that is gone asks nothing. */
  async function claiming<T>(
    operation: MemoryOperation,
    executionId: string,
    work: (ledger: Ledger) => Promise<T>,
  ): Promise<T> {
    const ledger = witness.ledgerOf(executionId);
    if (!life.alive || ledger === undefined) return forEver();
    const fate = drawFate();
    await sleep(clock, latency());
    if (fate === 'failed') viewOf(ledger, life.id).unsure = true;
    const value = fate === 'failed' ? undefined : await work(ledger);
    await sleep(own, latency());
    if (value === undefined || fate === 'unacknowledged') {
      if (fate === 'unacknowledged') viewOf(ledger, life.id).unsure = true;
      throw cutOff(operation, fate === 'failed' ? 'unchanged' : 'unknown');
    }
    return value;
  }

  return {
    ...store,
    seals: true,
    append,
    read: (executionId) =>
      reading('read', async () => {
        const records = await store.read(executionId);
        const ledger = witness.ledgerOf(executionId);
        if (ledger !== undefined) witness.read(ledger, records);
        return records;
      }),
    list: (query = {}) =>
      reading('list', async () => {
        const page = await store.list(query);
        witness.listed(page, query);
        return page;
      }),
    find: (executionId) => reading('find', () => store.find(executionId)),
    now: () => reading('now', () => store.now()),
    acquire: (executionId, claim) =>
      claiming('acquire', executionId, async (ledger) => {
        const lease = await store.acquire(executionId, claim);
        if (lease === null) witness.keptOut(ledger, life.id, 'acquire', claim);
        else witness.acquired(ledger, life.id, claim);
        return lease;
      }),
    renew: async (executionId, claim) => {
      const lease = await claiming('renew', executionId, async (ledger) => {
        const renewed = await store.renew(executionId, claim);
        witness.renewed(ledger, life.id, claim, renewed !== null);
        return renewed;
      });
      const ledger = witness.ledgerOf(executionId);
      const isHeldAgain = ledger?.lease?.token === claim.token;
      if (lease === null && ledger !== undefined && !isHeldAgain) witness.toldOfLoss(ledger, life.id);
      return lease;
    },
    release: async (executionId, token) => {
      await claiming('release', executionId, async (ledger) => {
        await store.release(executionId, token);
        witness.released(ledger, token);
        return true;
      });
    },
  };
}

function forEver(): Promise<never> {
  return new Promise(() => undefined);
}

function cutOff(operation: MemoryOperation, outcome: 'unchanged' | 'unknown' = 'unchanged'): MemoryError {
  return new MemoryError('simulated', operation, `The ${operation} was cut off.`, { outcome });
}
