import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from '../../memory/errors.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';
import type { Life } from './life.ts';
import type { CrashPhase } from './plan.ts';
import type { Scene } from './scene.ts';

/** What becomes of a write on its way to the store, and of the answer on its way back. */
type Fate = 'stored' | 'failed' | 'unacknowledged';

/**
 * The memory as one process reaches it: everything takes time, and some of it fails, before or after it took effect.
 * What a process that crashes has under way may still arrive, or not; it is told nothing any more, and writes nothing new.
 */
export function connect(scene: Scene, store: SharedMemory, life: Life): SharedMemory {
  const { random, faults, clock, trace, witness } = scene;
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

  async function takeEffect(records: readonly TransitionRecord[], first: TransitionRecord): Promise<unknown> {
    const { executionId, seq } = first;
    const ledger = witness.ledgerOf(executionId);
    try {
      await store.append(records);
    } catch (error) {
      trace.add(executionId, `record ${seq} of ${life.id} is refused`);
      return error;
    }
    const where = records.map(({ to }) => to).join(', ');
    trace.add(executionId, `${life.id} stores record ${seq}: ${first.event.type} → ${where} ${first.seal?.hash ?? ''}`);
    if (ledger === undefined) return undefined;
    witness.stored(ledger, life.id, records);
    witness.read(ledger, await store.read(executionId));
    scene.stored(ledger, records);
    return undefined;
  }

  function tell(records: readonly TransitionRecord[], executionId: string, error: unknown): void {
    const ledger = witness.ledgerOf(executionId);
    if (ledger === undefined) return;
    if (error === undefined) witness.acknowledged(ledger, life.id, records);
    else if (ConcurrentExecutionError.isInstance(error)) witness.refused(ledger, life.id);
    else witness.failed(ledger, life.id);
  }

  function append(records: readonly TransitionRecord[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const [first] = records;
    if (first === undefined) return Promise.resolve();
    if (!life.alive) return promise;
    const begin = first;
    const { executionId, seq } = begin;
    const fate = drawFate();
    const delay = faults.strikes('delayed-writes', 0.04) ? random.integer(1_000, 60_000) : latency();
    const survivesCrash = random.chance(0.5);
    crashPoint(records, 'issued');
    clock.schedule(() => void arrive(), delay);
    return promise;

    async function arrive(): Promise<void> {
      if (!life.alive && !survivesCrash) return;
      const error = fate === 'failed' ? broken('append', 'unchanged') : await takeEffect(records, begin);
      if (error === undefined) crashPoint(records, 'stored');
      clock.schedule(
        () => answer(fate === 'unacknowledged' ? (error ?? broken('append', 'unknown')) : error),
        latency(),
      );
    }

    function answer(error: unknown): void {
      if (!life.alive) return;
      tell(records, executionId, error);
      if (error === undefined) resolve();
      else {
        trace.add(
          executionId,
          `${life.id} is told that record ${seq} was not stored: ${error instanceof Error ? error.message : 'no reason given'}`,
        );
        reject(error);
      }
      if (error === undefined) clock.schedule(() => crashPoint(records, 'acknowledged'), 0);
    }
  }

  /** Reads take time too, and fail without consequence. */
  function reading<T>(operation: MemoryOperation, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (!life.alive) return promise;
    const fails = faults.strikes('failed-reads', 0.02);
    clock.schedule(() => {
      if (!life.alive) return;
      if (fails) reject(broken(operation, 'unchanged'));
      else
        work().then((value) => {
          clock.schedule(() => {
            if (life.alive) resolve(value);
          }, latency());
        }, reject);
    }, latency());
    return promise;
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
    list: (query) => reading('list', () => store.list(query)),
  };
}

function broken(operation: MemoryOperation, outcome: 'unchanged' | 'unknown'): MemoryError {
  return new MemoryError('simulated', operation, `The ${operation} was cut off.`, { outcome });
}
