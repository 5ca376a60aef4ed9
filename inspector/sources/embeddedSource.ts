import { UnknownExecutionError } from '../../src/run/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { ExecutionSource } from './executionSource.ts';
import { createLiveTail } from './liveTail.ts';

/** The executions of escalation machines that an application runs by itself: no memory keeps them but this one. */
export interface EmbeddedSource {
  readonly source: ExecutionSource;
  /** Rejects where a machine went on from a snapshot, so that its record has no beginning. */
  add(record: TransitionRecord, cancel: (reason?: string) => void): Promise<void>;
}

/** Keeps at most `maxRecords` records: beyond it the oldest executions go as a whole, as a part could not be replayed. */
export function embeddedSource(maxRecords: number): EmbeddedSource {
  const memory = inMemory();
  const tail = createLiveTail(0);
  const running = new Map<string, (reason?: string) => void>();
  const lengths = new Map<string, number>();
  let kept = 0;

  async function makeRoom(newest: string): Promise<void> {
    const byAge = [...lengths.keys()].toSorted((a, b) => Number(running.has(a)) - Number(running.has(b)));
    for (const executionId of byAge) {
      if (kept <= maxRecords || executionId === newest) return;
      kept -= lengths.get(executionId) ?? 0;
      lengths.delete(executionId);
      running.delete(executionId);
      tail.forget(executionId);
      await memory.delete(executionId);
    }
  }

  return {
    source: {
      name: 'embedded machines',
      memory,
      polls: false,
      tail,
      control: {
        mayCall: true,
        cancel: async (executionId, reason) => {
          const cancel = running.get(executionId);
          if (cancel !== undefined) cancel(reason);
          else if (!lengths.has(executionId)) {
            throw new UnknownExecutionError(executionId, `There is no execution '${executionId}' here.`);
          }
          return cancel !== undefined;
        },
      },
    },
    add: async (record, cancel) => {
      const { executionId } = record;
      running.set(executionId, cancel);
      tail.add(record);
      await memory.append([record]);
      if (!tail.isLive(executionId)) running.delete(executionId);
      lengths.set(executionId, record.seq + 1);
      kept += 1;
      if (kept > maxRecords) await makeRoom(executionId);
    },
  };
}
